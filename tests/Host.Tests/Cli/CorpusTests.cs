using System.Text;
using System.Text.Json;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

public sealed class CorpusTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_text_is_described_as_an_experiment_reads_it()
    {
        var text = "Über allen Gipfeln\n" + new string('x', 100) + "\n";
        folder.Write("goethe.txt", text);
        var result = await ActorLstmProcess.RunAsync(["corpus", "goethe.txt", "--json", "--maxlen", "10", "--step", "5"], null, folder.Path);
        result.Should().Match<ProcessResult>(described => described.ExitCode == 0 && described.Error.Length == 0);
        var root = JsonDocument.Parse(result.Output).RootElement;
        root.EnumerateObject().Select(property => property.Name).Should().Equal("name", "sha256", "bytes", "characters", "distinct", "alphabet", "windows", "line_endings", "problems", "encoding", "files");
        root.GetProperty("name").GetString().Should().Be("goethe.txt");
        root.GetProperty("sha256").GetString().Should().HaveLength(64);
        root.GetProperty("bytes").GetInt32().Should().Be(Encoding.UTF8.GetByteCount(text));
        root.GetProperty("characters").GetInt32().Should().Be(text.Length);
        root.GetProperty("alphabet").GetString().Should().Be("\n abefgilnprxü");
        root.GetProperty("windows").GetInt32().Should().Be((text.Length - 11) / 5 + 1);
        root.GetProperty("problems").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task For_people_it_is_a_table_whose_lines_are_not_wrapped()
    {
        var file = folder.Write("a.txt", string.Concat(Enumerable.Range(0x100, 300).Select(code => (char)code)));
        var result = await ActorLstmProcess.RunAsync("corpus", file);
        result.ExitCode.Should().Be(0);
        result.Output.Split('\n').Should().Contain(line => line.StartsWith("sha256") && line.TrimEnd().Length == 11 + 64)
            .And.Contain(line => line.StartsWith("alphabet") && line.TrimEnd().Length > 150);
    }

    [Fact]
    [Trait("Case", "F24")]
    public async Task Thousands_of_characters_make_no_line_long_and_those_that_break_or_reorder_one_are_numbers()
    {
        var many = string.Concat(Enumerable.Range(0x4E00, 4271).Select(code => (char)code));
        var file = folder.Write("a.txt", $"{many}\u2028\u202B\n");
        var result = await ActorLstmProcess.RunAsync("corpus", file);
        result.MustBe(0);
        result.Output.Split('\n').Should().OnlyContain(line => line.Length < 500 && line == line.TrimEnd(' '))
            .And.ContainSingle(line => line.StartsWith("alphabet")).Which.Should().StartWith("alphabet   \\n一丁").And.EndWith(" U+2028 U+202B and 3,974 more; --json has all");
        result.Output.Should().NotContainAny("\u2028", "\u202B");

        var root = JsonDocument.Parse((await ActorLstmProcess.RunAsync("corpus", file, "--json")).Output).RootElement;
        root.GetProperty("distinct").GetInt32().Should().Be(4274);
        root.GetProperty("alphabet").GetString().Should().Be($"\n\u2028\u202B{many}");
    }

    [Theory]
    [Trait("Case", "T5")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60)]
    public async Task A_text_too_short_for_a_window_is_described_and_the_problem_named(int characters)
    {
        var root = await DescribeAsync(Encoding.UTF8.GetBytes(new string('x', characters)));
        root.GetProperty("windows").GetInt32().Should().Be(0);
        root.GetProperty("characters").GetInt32().Should().Be(characters);
        root.GetProperty("problems").EnumerateArray().Select(problem => problem.GetString()).Should()
            .ContainSingle(problem => problem!.Contains("at least 61") && problem.Contains($"has {characters}"));
    }

    [Theory]
    [Trait("Case", "T5")]
    [InlineData(61, 1)]
    [InlineData(62, 1)]
    [InlineData(64, 2)]
    public async Task One_character_more_than_a_window_is_enough(int characters, int windows) =>
        (await DescribeAsync(Encoding.UTF8.GetBytes(new string('x', characters)))).GetProperty("windows").GetInt32().Should().Be(windows);

    [Fact]
    [Trait("Case", "T8")]
    public async Task Line_ends_are_normalised_and_counted_and_a_byte_order_mark_is_dropped()
    {
        var root = await DescribeAsync([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a\r\nb\rc\n", 20)) + "d")]);
        root.GetProperty("line_endings").GetRawText().Should().Be("""{"lf":20,"crlf":20,"cr":20}""");
        root.GetProperty("alphabet").GetString().Should().Be("\nabcd");
        root.GetProperty("problems").EnumerateArray().Select(problem => problem.GetString()).Should().HaveCount(3)
            .And.Contain(problem => problem!.Contains("byte order mark")).And.Contain(problem => problem!.Contains("20 CRLF"));
    }

    [Fact]
    [Trait("Case", "T9")]
    public async Task A_byte_that_is_not_utf8_is_named_with_its_offset_and_the_way_out()
    {
        byte[] content = [.. "it"u8, 0x92, .. "s"u8, .. Encoding.UTF8.GetBytes(new string('x', 100))];
        var file = folder.Write("a.txt", content);
        var refused = await ActorLstmProcess.RunAsync("corpus", file, "--json");
        (refused.ExitCode, refused.Output).Should().Be((2, ""));
        refused.Error.Should().Contain("0x92 at offset 2").And.Contain("--encoding");

        var read = await ActorLstmProcess.RunAsync("corpus", file, "--json", "--encoding", "windows-1252");
        JsonDocument.Parse(read.Output).RootElement.GetProperty("alphabet").GetString().Should().Be("istx\u2019");
    }

    [Theory]
    [Trait("Case", "T7")]
    [InlineData("😀", "😀")]
    [InlineData("THE ", " eht")]
    public async Task A_character_is_never_half_of_a_pair(string text, string alphabet)
    {
        var root = await DescribeAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, 100))));
        root.GetProperty("alphabet").GetString().Should().Be(alphabet);
        root.GetProperty("distinct").GetInt32().Should().Be(alphabet.EnumerateRunes().Count());
    }

    [Fact]
    public async Task The_embedded_text_needs_no_network() =>
        (await ActorLstmProcess.RunAsync("corpus", "sample", "--json")).ExitCode.Should().Be(0);

    [Fact]
    public async Task The_books_corpus_has_the_books_sizes()
    {
        var variables = new Dictionary<string, string?> { ["ACTORLSTM_DATA"] = Nietzsche.Folder };
        var result = await ActorLstmProcess.RunAsync(["corpus", "nietzsche", "--json"], variables);
        var root = JsonDocument.Parse(result.Output).RootElement;
        root.GetProperty("characters").GetInt32().Should().Be(600_893);
        root.GetProperty("distinct").GetInt32().Should().Be(57);
        root.GetProperty("windows").GetInt32().Should().Be(200_278);
    }

    [Theory]
    [InlineData("nowhere.txt", "no known name (nietzsche, sample)")]
    [InlineData("sample", "--maxlen and --step are at least 1", "--maxlen", "0")]
    [InlineData("sample", "is not an encoding", "--encoding", "utf-7")]
    public async Task What_cannot_be_read_is_refused(string source, string message, params string[] options)
    {
        var result = await ActorLstmProcess.RunAsync(["corpus", source, .. options]);
        (result.ExitCode, result.Output).Should().Be((2, ""));
        result.Error.Should().StartWith("error: ").And.Contain(message);
    }

    private async Task<JsonElement> DescribeAsync(byte[] content)
    {
        var result = await ActorLstmProcess.RunAsync("corpus", folder.Write("a.txt", content), "--json");
        result.ExitCode.Should().Be(0, result.Error);
        return JsonDocument.Parse(result.Output).RootElement;
    }
}
