using System.Net;
using System.Security.Cryptography;
using ActorLstm.Host.Runs;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Runs;

public sealed class CorpusShelfTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_corpus_that_is_wanted_again_is_the_same_one_and_one_that_nobody_wanted_for_long_is_read_anew()
    {
        using var http = new HttpClient();
        var shelf = Shelf(http);
        var first = await shelf.GetAsync(Text(1), new CorpusSearch(), TestContext.Current.CancellationToken);
        (await shelf.GetAsync(Text(1), new CorpusSearch(), TestContext.Current.CancellationToken)).Should().BeSameAs(first);

        for (var other = 2; other < 20; other++)
        {
            await shelf.GetAsync(Text(other), new CorpusSearch(), TestContext.Current.CancellationToken);
        }

        (await shelf.GetAsync(Text(19), new CorpusSearch(), TestContext.Current.CancellationToken)).Should().BeSameAs(await shelf.GetAsync(Text(19), new CorpusSearch(), TestContext.Current.CancellationToken));
        (await shelf.GetAsync(Text(1), new CorpusSearch(), TestContext.Current.CancellationToken)).Should().NotBeSameAs(first);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_text_that_is_at_its_path_is_read_once_whether_or_not_it_is_searched_for_by_its_hash(bool findsMoved)
    {
        using var http = new HttpClient();
        var shelf = Shelf(http);
        var options = new CorpusOptions { Source = folder.Write("text.txt", "the river asks no leave of the stone") };

        var first = await shelf.GetAsync(options, new CorpusSearch { FindsMoved = findsMoved }, TestContext.Current.CancellationToken);
        (await shelf.GetAsync(options, new CorpusSearch { FindsMoved = !findsMoved }, TestContext.Current.CancellationToken)).Should().BeSameAs(first);
    }

    [Fact]
    public async Task A_text_that_was_found_by_its_hash_is_only_for_whoever_searches_for_it_so()
    {
        using var http = new HttpClient();
        var moved = folder.Write("cache/text.txt", "the river asks no leave of the stone");
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(moved, TestContext.Current.CancellationToken)));
        var (shelf, options) = (Shelf(http), new CorpusOptions { Source = folder["text.txt"], Sha256 = sha256 });

        (await shelf.GetAsync(options, new CorpusSearch { FindsMoved = true }, TestContext.Current.CancellationToken)).File.Origin.Should().Be(moved);
        await shelf.Awaiting(given => given.GetAsync(options, new CorpusSearch(), TestContext.Current.CancellationToken)).Should().ThrowAsync<CorpusMissingException>();
    }

    [Fact]
    public async Task Whoever_waits_for_a_corpus_gets_it_also_where_the_one_who_wanted_it_first_has_left()
    {
        var (asked, left) = (new TaskCompletionSource(), new TaskCompletionSource<HttpResponseMessage>());
        using var slow = new SlowWeb(cancellation =>
        {
            asked.TrySetResult();
            return left.Task.WaitAsync(cancellation);
        });
        using var http = new HttpClient(slow);
        var shelf = Shelf(http);
        using var impatience = new CancellationTokenSource();
        var known = new CorpusOptions { Source = "nietzsche", Fallback = CorpusFallback.Sample };
        var first = shelf.GetAsync(known, new CorpusSearch(), impatience.Token);
        await asked.Task;
        var second = shelf.GetAsync(known, new CorpusSearch(), TestContext.Current.CancellationToken);

        await impatience.CancelAsync();
        left.SetResult(new HttpResponseMessage(HttpStatusCode.NotFound));

        await first.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        (await second).File.FallbackReason.Should().NotBeNull();
    }

    // Each is the same text, and another corpus to whoever trains with it.
    private static CorpusOptions Text(int number) => new() { Source = KnownCorpus.Sample, ValidationFraction = number / 100.0 };

    private CorpusShelf Shelf(HttpClient http) => new(new CorpusLocator(new CorpusPlaces([], [folder.Path], folder["cache"]), http));

    private sealed class SlowWeb(Func<CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => answer(cancellationToken);
    }
}
