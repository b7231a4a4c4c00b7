using System.Net;
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

    private CorpusShelf Shelf(HttpClient http) => new(new CorpusLocator(new CorpusPlaces([], [], folder["cache"]), http));

    private sealed class SlowWeb(Func<CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => answer(cancellationToken);
    }
}
