using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Corpora;

public sealed class CorpusLocatorTests : IDisposable
{
    private const string Name = "nietzsche";
    private const string FileName = "nietzsche.txt";
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("what does not kill me\n");
    private static readonly string Sha256 = CorpusFile.Of(Name, "", Content).Sha256;
    private static readonly CorpusOptions Options = new() { Source = Name, Sha256 = Sha256 };

    private readonly TemporaryFolder folder = new();
    private readonly FakeWeb web = FakeWeb.With(Content);

    private string Cache => folder["cache"];

    public void Dispose()
    {
        web.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_known_name_is_taken_from_the_first_data_folder_that_has_it()
    {
        folder.Write("second/" + FileName, Content);
        folder.Write("third/" + FileName, [1]);
        folder.Write("cache/" + FileName, [1]);
        var file = await Find(Options);
        file.Origin.Should().Be(folder["second", FileName]);
        file.Name.Should().Be(Name);
        file.Content.ToArray().Should().Equal(Content);
        web.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Then_from_the_cache()
    {
        folder.Write("cache/" + FileName, Content);
        (await Find(Options)).Origin.Should().Be(Path.Combine(Cache, FileName));
        web.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Then_it_is_downloaded_once_and_cached()
    {
        var first = await Find(Options);
        var second = await Find(Options);
        web.Requests.Should().Equal(new Uri("https://s3.amazonaws.com/text-datasets/nietzsche.txt"));
        first.Origin.Should().Be("https://s3.amazonaws.com/text-datasets/nietzsche.txt");
        second.Origin.Should().Be(Path.Combine(Cache, FileName));
        second.Sha256.Should().Be(first.Sha256);
        Directory.GetFiles(Cache).Should().Equal(Path.Combine(Cache, FileName));
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_does_not_matter()
    {
        folder.Write("cache", Content);
        (await Find(Options)).Content.ToArray().Should().Equal(Content);
    }

    [Fact]
    public async Task A_download_that_cannot_be_kept_leaves_nothing_behind()
    {
        Directory.CreateDirectory(Path.Combine(Cache, FileName));
        (await Find(Options)).Content.ToArray().Should().Equal(Content);
        Directory.GetFiles(Cache).Should().BeEmpty();
    }

    [Fact]
    public async Task A_known_name_is_known_in_any_case()
    {
        folder.Write("first/" + FileName, Content);
        (await Find(Options with { Source = "Nietzsche" })).Name.Should().Be(Name);
    }

    [Theory]
    [InlineData("first/" + FileName)]
    [InlineData("cache/" + FileName)]
    public async Task A_file_with_another_hash_is_refused_and_nothing_else_is_tried(string place)
    {
        folder.Write(place, [1]);
        var fault = await Refusal(new CorpusOptions { Source = Name });
        fault.Should().Contain(folder[place]).And.Contain("4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a")
            .And.Contain("23cf69874ab69d3d256099ab530ea4be24d47d9675b673bcc67cbcd6298ec647");
        web.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_download_with_another_hash_is_refused_and_not_cached()
    {
        var fault = await Refusal(new CorpusOptions { Source = Name });
        fault.Should().ContainAll("s3.amazonaws.com", Sha256, "A proxy", "corpus.fallback = sample");
        Directory.Exists(Cache).Should().BeFalse();
    }

    [Fact]
    public async Task Something_else_in_place_of_the_text_is_no_network_either()
    {
        var file = await Find(new CorpusOptions { Source = Name, Fallback = CorpusFallback.Sample });
        file.Name.Should().Be("sample");
        file.FallbackReason.Should().ContainAll("could not be downloaded", Sha256, "A proxy");
        Directory.Exists(Cache).Should().BeFalse();
    }

    [Fact]
    public async Task What_the_server_refuses_is_asked_for_once()
    {
        using var refusing = new FakeWeb(_ => new HttpResponseMessage(HttpStatusCode.NotFound));
        (await Refusal(Options, refusing)).Should().Contain("404");
        refusing.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task An_answer_that_is_too_long_for_a_text_is_not_read()
    {
        using var endless = new FakeWeb(_ =>
        {
            var content = new ByteArrayContent(Content);
            content.Headers.ContentLength = CorpusLocator.MaximumDownload + 1;
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
        });
        (await Refusal(Options, endless)).Should().Contain("67108864");
        endless.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task The_hash_of_the_configuration_is_compared_in_any_case()
    {
        folder.Write("first/" + FileName, Content);
        (await Find(Options with { Sha256 = Sha256.ToUpperInvariant() })).Sha256.Should().Be(Sha256);
    }

    [Fact]
    public async Task Without_a_network_the_refusal_says_where_was_searched_and_what_to_do()
    {
        var fault = await Refusal(Options, NoNetwork());
        fault.Should().Contain(folder["first"]).And.Contain(folder["second"]).And.Contain(Cache).And.Contain("s3.amazonaws.com")
            .And.Contain(CorpusPlaces.DataVariable).And.Contain("corpus.fallback = sample");
    }

    [Fact]
    public async Task Without_a_network_the_embedded_text_takes_its_place_if_asked_for_with_the_reason()
    {
        var file = await Find(Options with { Fallback = CorpusFallback.Sample }, NoNetwork());
        file.Name.Should().Be("sample");
        file.FallbackReason.Should().Contain("could not be downloaded").And.Contain("no such host");
        file.Sha256.Should().Be(EmbeddedText.Read().Sha256);
    }

    [Fact]
    public async Task An_answer_that_never_comes_is_no_network_either()
    {
        using var late = new FakeWeb(_ => throw new TaskCanceledException("timed out"));
        (await Find(Options with { Fallback = CorpusFallback.Sample }, late)).FallbackReason.Should().Contain("timed out");
    }

    [Fact]
    public async Task Who_cancels_is_not_given_another_text()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var find = () => Locator(web).FindAsync(Options with { Fallback = CorpusFallback.Sample }, cancelled.Token);
        await find.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task The_embedded_text_has_a_name_and_a_hash_that_is_checked()
    {
        (await Find(new CorpusOptions { Source = "SAMPLE" })).FallbackReason.Should().BeNull();
        (await Refusal(new CorpusOptions { Source = "sample", Sha256 = Sha256 })).Should().Contain("embedded in the program").And.Contain(Sha256);
    }

    [Fact]
    public async Task A_relative_path_starts_from_the_base_folders_in_their_order()
    {
        folder.Write("current/book.txt", [1]);
        folder.Write("first/book.txt", [1]);
        (await Find(new CorpusOptions { Source = "book.txt" })).Origin.Should().Be(folder["current", "book.txt"]);
        folder.Write("config/book.txt", Content);
        var file = await Find(new CorpusOptions { Source = "book.txt", Sha256 = Sha256 });
        file.Should().BeEquivalentTo(new { Name = "book.txt", Origin = folder["config", "book.txt"], Bytes = (long)Content.Length });
    }

    [Fact]
    public async Task An_absolute_path_is_taken_as_it_stands()
    {
        var path = folder.Write("else/where.txt", Content);
        (await Find(new CorpusOptions { Source = path })).Origin.Should().Be(path);
    }

    [Theory]
    [InlineData("nietsche")]
    [InlineData("")]
    public async Task What_is_nowhere_is_refused_with_the_paths_and_the_known_names(string source)
    {
        var fault = await Refusal(new CorpusOptions { Source = source, Fallback = CorpusFallback.Sample });
        fault.Should().Contain($"no corpus \"{source}\"").And.Contain(folder["config", source]).And.Contain("nietzsche, sample");
    }

    [Fact]
    [Trait("Case", "F33")]
    public async Task A_file_that_is_missing_is_searched_for_by_its_hash_only_where_it_may_have_moved()
    {
        var moved = folder.Write("second/renamed.txt", Content);
        var options = new CorpusOptions { Source = "gone/book.txt", Sha256 = Sha256 };
        (await Refusal(options)).Should().Contain("no corpus \"gone/book.txt\"");
        var found = await Locator(web).FindAsync(options, new CorpusSearch { FindsMoved = true }, TestContext.Current.CancellationToken);
        found.Origin.Should().Be(moved);
    }

    [Fact]
    public async Task A_search_for_a_file_that_moved_ends_when_it_is_cancelled()
    {
        folder.Write("second/renamed.txt", Content);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var find = () => Locator(web).FindAsync(new CorpusOptions { Source = "gone.txt", Sha256 = Sha256 }, new CorpusSearch { FindsMoved = true }, cancelled.Token);
        await find.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    [Trait("Case", "F1")]
    public async Task A_file_that_does_not_fit_into_the_memory_is_refused_by_its_length_before_it_is_read()
    {
        var search = new CorpusSearch { Limit = new CorpusLimit(1_000_000, "at most 1.0 MB fit. Use a part of it.") };
        var large = folder["first", "large.txt"];
        folder.Write("first/large.txt", Content);
        await using (var file = File.OpenWrite(large))
        {
            file.SetLength(400_000_000); // NULs, without space on the disk: as a text it is refused for them.
        }

        var find = () => Locator(web).FindAsync(new CorpusOptions { Source = "large.txt" }, search, TestContext.Current.CancellationToken);
        (await find.Should().ThrowAsync<InvalidInputException>()).WithMessage($"The corpus {large} has 400.0 MB, and at most 1.0 MB fit. Use a part of it.");
        folder.Write("texts/one.txt", new byte[600_000]);
        folder.Write("texts/two.txt", new byte[600_000]);
        var several = () => Locator(web).FindAsync(new CorpusOptions { Source = folder["texts"] }, search, TestContext.Current.CancellationToken);
        (await several.Should().ThrowAsync<InvalidInputException>()).WithMessage("*two.txt has 1.2 MB, with the files before it, and at most 1.0 MB fit.*");
    }

    [Fact]
    public async Task The_real_text_is_found_by_its_name()
    {
        var places = new CorpusPlaces([], [Nietzsche.Folder], Cache);
        using var client = new HttpClient(NoNetwork());
        var file = await new CorpusLocator(places, client).FindAsync(new CorpusOptions { Source = Name }, TestContext.Current.CancellationToken);
        file.Bytes.Should().Be(600_901);
    }

    private static FakeWeb NoNetwork() =>
        new(_ => throw new HttpRequestException("no such host", new SocketException((int)SocketError.HostNotFound)));

    private CorpusLocator Locator(FakeWeb network) => new(
        new CorpusPlaces([folder["config"], folder["current"]], [folder["first"], folder["second"], folder["third"]], Cache),
        new HttpClient(network, disposeHandler: false));

    private Task<CorpusFile> Find(CorpusOptions options, FakeWeb? network = null) =>
        Locator(network ?? web).FindAsync(options, TestContext.Current.CancellationToken);

    private async Task<string> Refusal(CorpusOptions options, FakeWeb? network = null)
    {
        var find = () => Find(options, network);
        return (await find.Should().ThrowAsync<InvalidInputException>()).Which.Message;
    }
}
