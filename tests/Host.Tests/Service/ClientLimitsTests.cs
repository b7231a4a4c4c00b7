using System.Net;
using ActorLstm.Host.Tests.Service.Pages;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Host.Web.Security;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>A client that takes what it can get: the others get what they need.</summary>
public sealed class ClientLimitsTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private const string Endless = "actorlstm { experiment { epochs = 1000000, seed = 7 }, corpus.source = sample, windows { maxlen = 20, step = 40 }, model.hidden = 16, training.threads = 1, sampling { length = 5, temperatures = [0.5] } }";
    private const string Token = "operator-0123456789abcdef";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("Case", "F34")]
    [Trait("Suite", "browser")]
    public async Task Five_hundred_handshakes_of_one_client_leave_the_pages_of_another_alone()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        using var greedy = new OtherClient(service, "127.0.0.2");

        var shaken = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => greedy.ShakeHandsAsync()));

        shaken.Count(one => one.Status == HttpStatusCode.SwitchingProtocols).Should().Be(100);
        shaken.Count(one => one.Status == HttpStatusCode.TooManyRequests).Should().Be(400);
        await using var window = await OpenPage.AtAsync(chromium, service, "/");
        await window.SeesAsync("[data-ready]");
        foreach (var (_, socket) in shaken)
        {
            socket.Dispose();
        }

        await ServedProgram.HasAsync(async () =>
        {
            var (status, socket) = await greedy.ShakeHandsAsync();
            socket.Dispose();
            return status == HttpStatusCode.SwitchingProtocols;
        });
    }

    [Fact]
    [Trait("Case", "F34")]
    public async Task Circuits_that_nobody_connects_to_are_bounded_too()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        using var greedy = new OtherClient(service, "127.0.0.2");

        var asked = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => NegotiateAsync(greedy.Http)));

        asked.Count(status => status == HttpStatusCode.OK).Should().BeGreaterThanOrEqualTo(100);
        asked.Should().Contain(HttpStatusCode.TooManyRequests);
        (await NegotiateAsync(service.Client)).Should().Be(HttpStatusCode.OK);

        static async Task<HttpStatusCode> NegotiateAsync(HttpClient http)
        {
            using var answer = await http.PostAsync("/_blazor/negotiate?negotiateVersion=1", null, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
    }

    [Fact]
    [Trait("Case", "F34")]
    public async Task A_client_watches_so_many_streams_and_others_watch_theirs()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], null, "service.watchers-per-client=3");
        var id = await service.SubmitAsync(Endless);
        using var greedy = new OtherClient(service, "127.0.0.2");
        var watching = new List<HttpResponseMessage>();
        for (var watcher = 0; watcher < 3; watcher++)
        {
            watching.Add(await WatchAsync(greedy.Http, id));
            watching[^1].StatusCode.Should().Be(HttpStatusCode.OK);
        }

        using var refused = await WatchAsync(greedy.Http, id);
        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter.Should().NotBeNull();
        (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("service.watchers-per-client");
        (await service.WatchAsync(id, until: happened => happened.Kind == "epoch")).Should().NotBeEmpty();
        watching.ForEach(stream => stream.Dispose());
        await ServedProgram.HasAsync(async () =>
        {
            using var again = await WatchAsync(greedy.Http, id);
            return again.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    [Trait("Case", "F39")]
    public async Task Two_hundred_wrong_tokens_are_throttled_and_the_log_counts_them()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], null, $"service.operator-token-file={folder.Write("operator", Token)}");
        using var neighbour = new OtherClient(service, "127.0.0.2");

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => service.SendAsync(HttpMethod.Get, "/api/runs", ("Authorization", $"Bearer wrong-0123456789abcdef-{number}"))));

        answers.Should().OnlyContain(answer => answer.Status == HttpStatusCode.Unauthorized || answer.Status == HttpStatusCode.TooManyRequests);
        answers.Count(answer => answer.Status == HttpStatusCode.Unauthorized).Should().BeInRange(WrongTokens.AtOnce, 100);
        answers.Where(answer => answer.Status == HttpStatusCode.TooManyRequests).Should().OnlyContain(answer => answer.Headers.ContainsKey("Retry-After") && answer.Type == "application/problem+json");
        var form = await service.PostAsync("/login", "token=wrong-0123456789abcdef", "application/x-www-form-urlencoded");
        (form.Status, form.Headers.ContainsKey("Retry-After")).Should().Be((HttpStatusCode.TooManyRequests, true));
        form.Text.Should().Contain("Too many wrong tokens");

        (await service.SendAsync(HttpMethod.Get, "/api/runs", ("Authorization", $"Bearer {Token}"))).Status.Should().Be(HttpStatusCode.OK, "a right one is not throttled");
        (await service.PostAsync("/login", $"token={Token}", "application/x-www-form-urlencoded")).Status.Should().Be(HttpStatusCode.OK);
        neighbour.Http.DefaultRequestHeaders.Add("Authorization", "Bearer wrong-0123456789abcdef");
        using var other = await neighbour.Http.GetAsync("/api/runs", TestContext.Current.CancellationToken);
        other.StatusCode.Should().Be(HttpStatusCode.Unauthorized, "another client has its own count");
        for (var time = 0; time < 100; time++)
        {
            await service.SendAsync(HttpMethod.Get, "/api/runs");
        }

        (await service.StopAsync()).MustBe(0);
        var log = File.ReadAllLines(folder["runs", "service", "log.jsonl"]);
        log.Should().ContainSingle(line => line.Contains("A wrong token came from", StringComparison.Ordinal));
        log.Should().ContainSingle(line => line.Contains("\"Count\":201", StringComparison.Ordinal));
        log.Count(line => line.Contains("oken", StringComparison.Ordinal) || line.Contains("Bearer", StringComparison.Ordinal)).Should().Be(2);
    }

    private static Task<HttpResponseMessage> WatchAsync(HttpClient http, string run) =>
        http.GetAsync($"/api/runs/{run}/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
}
