using System.Diagnostics;
using ActorLstm.Host.Tests.Acceptance;
using ActorLstm.Host.Tests.Durability;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service.Soak;

/// <summary>The service in use for long. <c>ACTORLSTM_TEST_SOAK_MINUTES</c> says how long; half an hour unless it does.</summary>
[Collection(AloneOnTheMachine.Name)]
[Trait("Suite", "soak")]
public sealed class SoakTests(Chromium chromium, ITestOutputHelper report) : IClassFixture<Chromium>, IDisposable
{
    // What is allowed between the warm-up and the end: the heap breathes.
    private const double MemoryGrowth = 1.15;
    private const int ThreadGrowth = 10;
    private const int OpenFileGrowth = 40;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_service_in_use_for_long_stays_as_it_is_after_a_while_and_fails_nobody()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What a process takes of the machine is read in the way of Linux.");
        var length = TimeSpan.FromMinutes(Chance.Count("ACTORLSTM_TEST_SOAK_MINUTES", 30));
        var chance = Chance.Random(report);
        var figures = new SoakFigures();
        using var service = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=2");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var users = new SoakUsers(new SoakClient(service, figures), figures, over.Token);
        var since = Stopwatch.StartNew();
        var use = Task.WhenAll(
        [
            .. Enumerable.Range(0, 3).Select(_ => users.RunAsync(new Random(chance.Next()))),
            users.WaitAsync(new Random(chance.Next())), users.AskAsync(new Random(chance.Next())), users.OpenAsync(new Random(chance.Next())),
            chromium.IsThere ? users.BrowseAsync(chromium.Browser, service.Client.BaseAddress!, new Random(chance.Next())) : Task.CompletedTask,
        ]);
        while (since.Elapsed < length && !use.IsCompleted)
        {
            await Task.Delay(Pace, TestContext.Current.CancellationToken);
            if (since.Elapsed > length / 5)
            {
                figures.Note(service.Figures());
            }
        }

        await over.CancelAsync();
        await use;
        report.WriteLine(figures.Report(since.Elapsed));
        (await service.StopAsync()).MustBe(0);
        figures.Faults.Should().BeEmpty();
        File.ReadLines(folder["runs", "service", "log.jsonl"]).Should().NotContain(line => line.Contains("\"@l\":\"Error\"", StringComparison.Ordinal));
        figures.Of("watched to the end: completed").Should().BePositive();
        figures.Of("texts on demand").Should().BePositive();
        figures.Median(moment => moment.Memory, atEnd: true).Should().BeLessThan((long)(MemoryGrowth * figures.Median(moment => moment.Memory, atEnd: false)));
        figures.Median(moment => moment.Threads, atEnd: true).Should().BeLessThanOrEqualTo(figures.Median(moment => moment.Threads, atEnd: false) + ThreadGrowth);
        figures.Median(moment => moment.OpenFiles, atEnd: true).Should().BeLessThanOrEqualTo(figures.Median(moment => moment.OpenFiles, atEnd: false) + OpenFileGrowth);
    }
}
