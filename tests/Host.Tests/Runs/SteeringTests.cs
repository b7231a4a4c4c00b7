using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ActorLstm.Host.Tests.Runs;

public sealed class SteeringTests : IDisposable
{
    private const string Id = "20260314-150926-k3xp";
    private static readonly DateTimeOffset At = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new();
    private readonly IReadOnlyList<IRunEvent> events = StoredRuns.Told(Id, epochs: 1);
    private readonly string run;
    private RunLease lease;

    public SteeringTests()
    {
        run = StoredRuns.Write(folder, Id, events);
        lease = RunLease.Take(run, new RunOwner("there", 7, "token"), TimeProvider.System);
    }

    public void Dispose()
    {
        lease.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task It_waits_until_the_run_is_as_it_was_asked_to_be()
    {
        var asked = AskAsync(RequestKind.Pause);
        await TakenAsync(asked);
        asked.IsCompleted.Should().BeFalse();
        Write(new RunPaused(At));
        (await EndAsync(asked)).Status.Should().Be(RunStatus.Paused);
    }

    [Fact]
    [Trait("Case", "R12")]
    public async Task A_run_is_cancelled_once_its_process_has_let_go_of_it()
    {
        var asked = AskAsync(RequestKind.Cancel);
        await TakenAsync(asked);
        Write(new RunEnded(RunStatus.Cancelled, null, At));
        for (var tick = 0; tick < 1000; tick++)
        {
            time.Advance(RunRequests.Pace);
            await Task.Yield();
        }

        asked.IsCompleted.Should().BeFalse("the process still has it");
        lease.Dispose();
        (await EndAsync(asked)).Status.Should().Be(RunStatus.Cancelled);
    }

    [Fact]
    public async Task Where_the_process_ends_meanwhile_the_run_is_what_it_is_and_nothing_stays_asked()
    {
        var asked = AskAsync(RequestKind.Pause);
        lease.Dispose();
        (await EndAsync(asked)).Status.Should().Be(RunStatus.Interrupted);
        new RunRequests(run, time).IsWaiting.Should().BeFalse();
    }

    [Fact]
    [Trait("Case", "F1")]
    public async Task A_process_that_opens_the_run_again_to_carry_it_out_is_waited_for()
    {
        var asked = AskAsync(RequestKind.Pause);
        await TakenAsync(asked);
        lease.Dispose();
        time.Advance(RunRequests.Pace);
        await Task.Yield();
        lease = RunLease.Take(run, new RunOwner("there", 7, "token"), TimeProvider.System);
        Write(new RunPaused(At));
        (await EndAsync(asked)).Status.Should().Be(RunStatus.Paused);
    }

    [Fact]
    public async Task Where_nothing_comes_of_it_the_waiting_ends()
    {
        var asked = AskAsync(RequestKind.Pause);
        await TakenAsync(asked);
        (await EndAsync(asked)).Should().Match<StoredRun>(found => found.Status == RunStatus.Running && found.Holder!.Process == 7);
    }

    [Fact]
    public async Task Whoever_stops_waiting_takes_back_what_was_not_taken()
    {
        using var stop = new CancellationTokenSource();
        var asked = new Steering<StoredRun>(run, StoredRun.Read, time).AskAsync(RequestKind.Pause, stop.Token);
        new RunRequests(run, time).IsWaiting.Should().BeTrue();
        await stop.CancelAsync();
        await FluentActions.Awaiting(() => asked).Should().ThrowAsync<OperationCanceledException>();
        new RunRequests(run, time).IsWaiting.Should().BeFalse();
    }

    [Fact]
    public async Task A_request_waits_for_the_one_before_it()
    {
        var requests = new RunRequests(run, time);
        requests.TrySend(new RunRequest(RequestKind.Cancel, "somebody"));
        var asked = AskAsync(RequestKind.Pause);
        requests.Clear();
        while (!requests.IsWaiting)
        {
            time.Advance(RunRequests.Pace);
            await Task.Yield();
        }

        File.ReadAllText(Path.Combine(run, RunRequests.FileName)).Should().Contain("pause");
        lease.Dispose();
        await EndAsync(asked);
    }

    private Task<StoredRun> AskAsync(RequestKind kind) => new Steering<StoredRun>(run, StoredRun.Read, time).AskAsync(kind, TestContext.Current.CancellationToken);

    private void Write(IRunEvent happened) => StoredRuns.Write(folder, Id, events.Append(happened));

    // Takes the request as the run's process does.
    private async Task TakenAsync(Task asked)
    {
        asked.IsCompleted.Should().BeFalse();
        new RunRequests(run, time).Clear();
        time.Advance(RunRequests.Pace);
        await Task.Yield();
    }

    private async Task<StoredRun> EndAsync(Task<StoredRun> asked)
    {
        while (!asked.IsCompleted)
        {
            time.Advance(RunRequests.Pace);
            await Task.Yield();
        }

        return await asked;
    }
}
