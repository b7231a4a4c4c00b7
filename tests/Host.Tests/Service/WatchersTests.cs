using System.Net;
using ActorLstm.Host.Tests.Durability;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>As many as a service is to bear: <c>bench --rows watched_training</c> says what they cost.</summary>
public sealed class WatchersTests(ITestOutputHelper report) : IDisposable
{
    private const int Watchers = 200;
    private const int RequestsASecond = 50;

    private const string Configuration = "actorlstm { experiment { name = watched, epochs = 60, seed = 7 }, corpus.source = sample, windows { maxlen = 20, step = 10 }, model.hidden = 16, training.threads = 1, sampling { length = 30, temperatures = [0.5, 1.0] } }";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Two_hundred_watchers_who_come_and_go_are_told_every_event_once_while_others_ask()
    {
        var chance = Chance.Random(report);
        using var service = await ServedProgram.StartAsync(folder["runs"], null, "service.watchers-per-client=1000"); // Who comes back may be there before the service notices that they left.
        var id = await service.SubmitAsync(Configuration);

        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var asking = AskAsync(service, id, over.Token);
        var watchers = await Task.WhenAll(Enumerable.Range(0, Watchers).Select(_ => WatchAsync(service, id, chance.Next(3, 60))));
        await over.CancelAsync();
        var asked = await asking;

        var events = 1 + 60 + 120 + 1;
        watchers.Should().AllSatisfy(told => told.Should().Equal(Enumerable.Range(1, events).Select(number => (long)number)));
        asked.Should().OnlyContain(status => status == HttpStatusCode.OK).And.NotBeEmpty();
        report.WriteLine($"{Watchers} watchers were told {events} events each; {asked.Count} requests were answered meanwhile");
    }

    // Leaves again and again, and comes back with the last event that it knows.
    private static async Task<IReadOnlyList<long>> WatchAsync(ServedProgram service, string run, int patience)
    {
        var told = new List<long>();
        while (true)
        {
            var left = patience;
            var events = await service.WatchAsync(run, told.Count == 0 ? 0 : told[^1], happened => happened.Id is not null && --left == 0);
            told.AddRange(events.Select(happened => happened.Id).OfType<long>());
            if (events is [] or [.., { Kind: "run_left" }])
            {
                return told;
            }
        }
    }

    private static async Task<IReadOnlyList<HttpStatusCode>> AskAsync(ServedProgram service, string run, CancellationToken cancellation)
    {
        string[] paths = ["/api/runs", $"/api/runs/{run}", $"/api/runs/{run}/metrics", $"/api/runs/{run}/samples"];
        var asked = new List<Task<Answer>>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / RequestsASecond));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                asked.Add(service.SendAsync(HttpMethod.Get, paths[asked.Count % paths.Length]));
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }

        return [.. (await Task.WhenAll(asked)).Select(answer => answer.Status)];
    }
}
