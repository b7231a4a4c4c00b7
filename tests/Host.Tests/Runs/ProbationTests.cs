using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Runs;

/// <summary>The order in which runs begin after a death, without the runs.</summary>
[Trait("Case", "F1")]
public sealed class ProbationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Probation probation = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_with_a_death_waits_for_those_before_it_and_those_after_it_wait_for_it()
    {
        var first = Take("first");
        var second = Take("second");
        await probation.EnterAsync(first, deaths: 0, Cancellation);
        await probation.EnterAsync(second, deaths: 0, Cancellation);
        var suspect = Take("suspect");
        var suspected = probation.EnterAsync(suspect, deaths: 1, Cancellation);
        var behind = Take("behind");
        var after = probation.EnterAsync(behind, deaths: 0, Cancellation);

        first.Turn!.Dispose();
        (suspected.IsCompleted, after.IsCompleted).Should().Be((false, false), "the second run has not progressed");
        second.Dispose();
        second.Turn!.Dispose();
        await suspected;
        after.IsCompleted.Should().BeFalse("the run with the death begins alone");
        suspect.Dispose();
        await after;

        first.Dispose();
        behind.Dispose();
    }

    [Fact]
    public async Task A_run_that_waits_no_longer_keeps_none_behind_it_waiting()
    {
        using var unproven = Take("unproven");
        await probation.EnterAsync(unproven, deaths: 0, Cancellation);
        using var suspect = Take("suspect");
        using var told = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var suspected = probation.EnterAsync(suspect, deaths: 1, told.Token);
        using var healthy = Take("healthy");
        var behind = probation.EnterAsync(healthy, deaths: 0, Cancellation);
        behind.IsCompleted.Should().BeFalse();

        await told.CancelAsync();
        await FluentActions.Awaiting(() => suspected).Should().ThrowAsync<OperationCanceledException>();
        await behind.WaitAsync(Cancellation);
    }

    private RunLease Take(string run) =>
        RunLease.Take(Directory.CreateDirectory(folder[run]).FullName, RunOwner.ThisProcess(), TimeProvider.System);
}
