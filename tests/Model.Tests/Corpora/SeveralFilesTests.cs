using System.Security.Cryptography;
using System.Text;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Corpora;

[Trait("Case", "F23")]
public sealed class SeveralFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Files_are_one_text_in_the_order_in_which_they_are_named_and_each_but_the_last_ends_with_a_line_end()
    {
        folder.Write("base/b.txt", "second");
        folder.Write("base/a.txt", "first\r\n");
        folder.Write("data/c.txt", "third");
        var corpus = await ReadAsync("b.txt", "a.txt", "c.txt");
        corpus.TextAt(0, corpus.Length).Should().Be("second\nfirst\nthird");
        corpus.LineEndings.Should().Be(new LineEndings(0, 1, 0));
        corpus.File.Should().BeEquivalentTo(new { Name = "b.txt, a.txt, c.txt", Bytes = 18L, Origin = $"{folder["base", "b.txt"]}, {folder["base", "a.txt"]}, {folder["data", "c.txt"]}" });
        corpus.File.Source.Should().Be(new CorpusSource([folder["base", "b.txt"], folder["base", "a.txt"], folder["data", "c.txt"]]));
        corpus.Problems.Should().Contain("b.txt: the last line has no line end");
    }

    [Fact]
    public async Task The_files_of_a_folder_are_in_the_ordinal_order_of_their_paths_on_every_machine()
    {
        foreach (var name in new[] { "b.txt", "B.TXT", "a/z.txt", "a-b.txt", "a.txt", "ä.txt", "other.md", ".hidden.txt", ".git/x.txt" })
        {
            folder.Write($"base/poems/{name}", $"{name}\n");
        }

        var corpus = await ReadAsync(new CorpusOptions { Source = "poems", Lowercase = false });
        corpus.TextAt(0, corpus.Length).Should().Be("B.TXT\na-b.txt\na.txt\na/z.txt\nb.txt\nä.txt\n");
        corpus.File.Name.Should().Be("poems/");
        corpus.File.Source.Should().Be((CorpusSource)folder["base", "poems"]);
        corpus.File.Parts.Select(part => part.Name).Should().Equal("poems/B.TXT", "poems/a-b.txt", "poems/a.txt", "poems/a/z.txt", "poems/b.txt", "poems/ä.txt");
    }

    [Fact]
    public async Task The_hash_of_several_files_is_that_of_their_hashes_and_one_alone_keeps_its_own()
    {
        folder.Write("base/poems/a.txt", "one");
        folder.Write("base/b.txt", "two");
        var (one, two) = (Sha256("one"), Sha256("two"));
        (await ReadAsync("poems", "b.txt")).File.Sha256.Should().Be(Sha256($"{one}\n{two}\n"));
        (await ReadAsync("b.txt", "poems")).File.Sha256.Should().Be(Sha256($"{two}\n{one}\n"));
        (await ReadAsync("poems")).File.Sha256.Should().Be(one);
        (await ReadAsync("b.txt")).File.Sha256.Should().Be(two);
    }

    [Fact]
    public async Task Another_split_of_the_same_bytes_has_another_hash()
    {
        folder.Write("base/a.txt", "on");
        folder.Write("base/b.txt", "etwo");
        folder.Write("base/c.txt", "one");
        folder.Write("base/d.txt", "two");
        (await ReadAsync("a.txt", "b.txt")).File.Sha256.Should().NotBe((await ReadAsync("c.txt", "d.txt")).File.Sha256);
    }

    [Fact]
    public async Task The_hash_of_the_configuration_is_that_of_the_whole()
    {
        folder.Write("base/a.txt", "one");
        folder.Write("base/b.txt", "two");
        var options = new CorpusOptions { Source = new CorpusSource(["a.txt", "b.txt"]) };
        var sha256 = (await ReadAsync(options)).File.Sha256;
        (await ReadAsync(options with { Sha256 = sha256.ToUpperInvariant() })).File.Sha256.Should().Be(sha256);
        (await RefusalAsync(options with { Sha256 = Sha256("one") })).Should().ContainAll("a.txt, b.txt", sha256, Sha256("one"));
    }

    [Fact]
    public async Task Known_names_and_files_go_together()
    {
        folder.Write("base/a.txt", "one\n");
        var corpus = await ReadAsync("a.txt", "sample");
        corpus.TextAt(0, 4).Should().Be("one\n");
        corpus.File.Source.Should().Be(new CorpusSource([folder["base", "a.txt"], "sample"]));
    }

    [Fact]
    public async Task Many_names_are_cut_short()
    {
        for (var file = 1; file <= 5; file++)
        {
            folder.Write($"base/{file}.txt", $"{file}");
        }

        (await ReadAsync("1.txt", "2.txt", "3.txt", "4.txt", "5.txt")).File.Name.Should().Be("1.txt, 2.txt, 3.txt and 2 more");
    }

    [Fact]
    public async Task A_file_goes_before_a_folder_of_its_name_wherever_they_are()
    {
        folder.Write("base/hamlet/a.txt", "folder");
        folder.Write("data/hamlet", "file");
        (await ReadAsync("hamlet")).File.Origin.Should().Be(folder["data", "hamlet"]);
    }

    [Fact]
    public async Task A_folder_without_texts_is_refused()
    {
        folder.Write("base/poems/a.md", "x");
        (await RefusalAsync("poems")).Should().Contain(folder["base", "poems"]).And.Contain("has no file *.txt");
    }

    [Fact]
    public async Task One_that_is_missing_is_named()
    {
        folder.Write("base/a.txt", "x");
        (await RefusalAsync("a.txt", "poems")).Should().Contain("no corpus \"poems\"").And.Contain(folder["base", "poems"]).And.Contain(folder["data", "poems"]);
    }

    [Theory]
    [InlineData("a.txt", "./a.txt")]
    [InlineData("a.txt", ".")]
    public async Task The_same_file_twice_is_refused(string one, string other)
    {
        folder.Write("base/a.txt", "x");
        (await RefusalAsync(one, other)).Should().Contain(folder["base", "a.txt"]).And.Contain("twice");
    }

    [Fact]
    public async Task A_link_to_a_file_that_is_there_already_is_the_same_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        folder.Write("base/poems/a.txt", "x");
        File.CreateSymbolicLink(folder["base", "poems", "b.txt"], folder["base", "poems", "a.txt"]);
        (await RefusalAsync("poems")).Should().ContainAll("twice", folder["base", "poems", "a.txt"], folder["base", "poems", "b.txt"]);
    }

    [Fact]
    public async Task A_link_to_a_folder_that_it_lies_in_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        folder.Write("base/poems/inner/a.txt", "x");
        Directory.CreateSymbolicLink(folder["base", "poems", "inner", "back"], folder["base", "poems"]);
        (await RefusalAsync("poems")).Should().ContainAll(folder["base", "poems", "inner", "back"], "is a symbolic link to", "Remove the link");
    }

    [Fact]
    public async Task A_link_that_leads_nowhere_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        folder.Write("base/poems/a.txt", "x");
        File.CreateSymbolicLink(folder["base", "poems", "b.txt"], folder["base", "poems", "b.txt"]);
        (await RefusalAsync("poems")).Should().ContainAll(folder["base", "poems", "b.txt"], "cannot be read");
    }

    [Fact]
    public async Task A_linked_folder_is_part_of_the_text()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        folder.Write("base/poems/z.txt", "last");
        folder.Write("elsewhere/a.txt", "first");
        Directory.CreateSymbolicLink(folder["base", "poems", "linked"], folder["elsewhere"]);
        var corpus = await ReadAsync("poems");
        corpus.TextAt(0, corpus.Length).Should().Be("first\nlast");
    }

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private Task<Corpus> ReadAsync(params string[] items) => ReadAsync(new CorpusOptions { Source = new CorpusSource(items) });

    private async Task<Corpus> ReadAsync(CorpusOptions options)
    {
        Directory.CreateDirectory(folder["base"]);
        using var http = new HttpClient();
        var locator = new CorpusLocator(new CorpusPlaces([folder["base"]], [folder["data"]], folder["cache"]), http);
        return Corpus.Read(await locator.FindAsync(options, TestContext.Current.CancellationToken), options);
    }

    private Task<string> RefusalAsync(params string[] items) => RefusalAsync(new CorpusOptions { Source = new CorpusSource(items) });

    private async Task<string> RefusalAsync(CorpusOptions options)
    {
        var read = () => ReadAsync(options);
        return (await read.Should().ThrowAsync<InvalidInputException>()).Which.Message;
    }
}
