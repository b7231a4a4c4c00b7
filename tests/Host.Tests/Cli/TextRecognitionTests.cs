using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Service;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

/// <summary>What a corpus turns out to be, on the program itself: the same in every verb and in the service.</summary>
public sealed class TextRecognitionTests : IDisposable
{
    private const string Settings =
        "experiment { name = small, epochs = 1, seed = 7 }, windows { maxlen = 12, step = 3 }, model.hidden = 16, training { batch-size = 32, threads = 1, device = cpu }, sampling { temperatures = [0.5], length = 30 }";

    private static readonly string Text = string.Concat(Enumerable.Repeat("hello world, hello river. ", 40));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [Trait("Case", "F22")]
    [InlineData("utf-16", "utf-16le")]
    [InlineData("utf-16BE", "utf-16be")]
    [InlineData("utf-32", "utf-32le")]
    public async Task A_text_with_the_byte_order_mark_of_another_encoding_is_described_and_trained_on(string encoding, string read)
    {
        var marked = Encoding.GetEncoding(encoding);
        folder.Write("a.txt", [.. marked.GetPreamble(), .. marked.GetBytes(Text)]);

        var described = await DescribeAsync();
        ((string)described["encoding"]!, (string)described["alphabet"]!, (int)described["characters"]!).Should().Be((read, " ,.dehlorvwi".Order().Aggregate("", (text, one) => text + one), Text.Length));
        described["problems"]!.ToJsonString().Should().Contain("byte order mark").And.Contain(read);

        (await RunAsync()).MustBe(0);
        var samples = Directory.EnumerateFiles(folder["runs"], "samples.jsonl", SearchOption.AllDirectories).Single();
        (await File.ReadAllTextAsync(samples, TestContext.Current.CancellationToken)).Should().NotContain("\\u0000");
    }

    [Theory]
    [Trait("Case", "F22")]
    [InlineData("gzip", "a.txt looks like a gzip-compressed file: unpack it first")]
    [InlineData("PDF", "a.txt looks like a PDF document: save its text as a plain text file")]
    [InlineData("picture", "a.txt looks like a PNG picture: name a plain text file")]
    [InlineData("UTF-16", "a.txt looks like UTF-16LE without a byte order mark: set corpus.encoding = \"utf-16le\"")]
    [InlineData("NULs", "a.txt has 40 NUL characters, the first in line 1: it is binary data")]
    public async Task What_is_no_text_is_listed_by_corpus_and_refused_by_run_validate_and_the_service(string kind, string problem)
    {
        folder.Write("a.txt", Content(kind));
        var message = problem["a.txt ".Length..].Replace("set corpus.encoding = ", "give --encoding ");

        ((JsonArray)(await DescribeAsync())["problems"]!).Select(one => (string)one!).Should().Contain(one => one.StartsWith(message));
        var table = await ActorLstmProcess.RunAsync("corpus", folder["a.txt"]);
        table.MustBe(0);
        table.Output.Should().Contain(message);

        var file = folder.Write("small.conf", Configuration);
        foreach (var refused in new[] { await RunAsync(), await RunAsync("--dry-run"), await ActorLstmProcess.RunAsync("validate", file) })
        {
            refused.MustBe(2);
            refused.Error.Should().Contain(problem).And.NotContain("   at ");
        }

        var validated = await ActorLstmProcess.RunAsync("validate", file, "--json");
        validated.MustBe(2);
        JsonNode.Parse(validated.Output)!["errors"]![0]!["message"]!.ToString().Should().Contain(problem);
        Directory.Exists(folder["runs"]).Should().BeFalse();

        using var service = await ServedProgram.StartAsync(folder["served"], folder.Path);
        var answer = await service.PostAsync("/api/runs", Configuration);
        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        answer.Json["detail"]!.ToString().Should().Contain(problem);
    }

    [Fact]
    [Trait("Case", "F22")]
    public async Task A_log_of_a_terminal_is_trained_on_with_a_note_that_stays_with_the_run()
    {
        folder.Write("a.txt", string.Concat(Enumerable.Range(1, 60).Select(line => $"\u001b]0;title{line}\u0007\u001b[2Jok\n")));

        var run = await RunAsync();
        run.MustBe(0);
        run.Error.Should().Contain("note: a.txt has 180 control characters (60 of U+0007, 120 of U+001B)");
        var shown = await ActorLstmProcess.RunAsync("show", "small", "--runs", folder["runs"]);
        shown.Output.Should().Contain("a.txt has 180 control characters");
    }

    [Theory]
    [Trait("Case", "F18")]
    [InlineData("0.85", "leaves 45 of its 300 characters for training and 255 for validation. windows.maxlen = 60 needs at least 61 characters in each")]
    [InlineData("0.999", "leaves 1 of its 300 characters for training and 299 for validation")]
    [InlineData("0.1", "leaves 270 of its 300 characters for training and 30 for validation")]
    public async Task A_split_that_leaves_too_little_is_refused_with_both_parts(string fraction, string message)
    {
        folder.Write("a.txt", Text[..300]);
        var refused = await RunAsync("--set", "windows.maxlen=60", "--set", $"corpus.validation-fraction={fraction}");
        refused.MustBe(2);
        refused.Error.Should().Contain(message).And.Contain("Set corpus.validation-fraction between 0.204 and 0.796");
        var validated = await ActorLstmProcess.RunAsync("validate", folder["small.conf"], "--set", "windows.maxlen=60", "--set", $"corpus.validation-fraction={fraction}");
        validated.MustBe(2);
        validated.Error.Should().Contain(message);
    }

    [Theory]
    [Trait("Case", "F18")]
    [InlineData("windows.step=100000", "The training part has one window only: windows.step = 100000")]
    [InlineData("training.batch-size=5000", "The training part has 343 windows, fewer than training.batch-size = 5000: each epoch is one batch of 343.")]
    public async Task Windows_that_do_not_fit_the_text_are_told(string setting, string note)
    {
        folder.Write("a.txt", Text);
        var run = await RunAsync("--set", setting);
        run.MustBe(0);
        run.Error.Should().Contain($"note: {note}");
    }

    [Fact]
    [Trait("Case", "F19")]
    public async Task Characters_of_the_validation_part_alone_are_told_once()
    {
        folder.Write("a.txt", $"{Text}{Text}\u202Bxyz é\u2028 hello world, hello river.\n");
        var run = await RunAsync("--set", "corpus.validation-fraction=0.1", "--set", "experiment.epochs=3");
        run.MustBe(0);
        run.Error.Split('\n').Should().ContainSingle(line => line.Contains("only in the validation part"))
            .Which.Should().StartWith("note: 7 of 19 distinct characters occur only in the validation part").And.Contain("U+000A, 'x' (U+0078), 'y' (U+0079), 'z' (U+007A), 'é' (U+00E9), U+2028, U+202B");
        var batch = folder.Write("batch.conf", Configuration.Replace("corpus.source", "batch.matrix { model.hidden = [8, 16] }, corpus.validation-fraction = 0.1, corpus.source"));
        (await ActorLstmProcess.RunAsync("run", batch, "--runs", folder["batch"])).Error.Split('\n').Should().ContainSingle(line => line.Contains("only in the validation part"));
    }

    [Fact]
    [Trait("Case", "F23")]
    public async Task An_empty_corpus_is_refused_by_its_name()
    {
        folder.Write("a.txt", "");
        var refused = await RunAsync();
        refused.MustBe(2);
        refused.Error.Should().Contain("The corpus a.txt is empty");
    }

    private static string Configuration => $"actorlstm {{ corpus.source = \"a.txt\", {Settings} }}";

    private static byte[] Content(string kind) => kind switch
    {
        "gzip" => Packed(),
        "PDF" => [.. "%PDF-1.7\n%"u8, 0xE2, 0xE3, 0xCF, 0xD3, .. Encoding.UTF8.GetBytes(Text)],
        "picture" => [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. Encoding.UTF8.GetBytes(Text)],
        "UTF-16" => Encoding.Unicode.GetBytes(Text),
        _ => Encoding.UTF8.GetBytes(Text.Replace(',', '\0')),
    };

    private static byte[] Packed()
    {
        using var stream = new MemoryStream();
        using (var packed = new GZipStream(stream, CompressionLevel.Fastest))
        {
            packed.Write(Encoding.UTF8.GetBytes(Text));
        }

        return stream.ToArray();
    }

    private Task<ProcessResult> RunAsync(params string[] more)
    {
        var file = folder.Write("small.conf", Configuration);
        return ActorLstmProcess.RunAsync(["run", file, "--runs", folder["runs"], .. more]);
    }

    private async Task<JsonNode> DescribeAsync()
    {
        var process = await ActorLstmProcess.RunAsync("corpus", folder["a.txt"], "--json");
        process.MustBe(0);
        return JsonNode.Parse(process.Output) ?? throw new JsonException("null");
    }
}
