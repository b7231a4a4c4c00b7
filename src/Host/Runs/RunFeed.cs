using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using Akka.Actor;

namespace ActorLstm.Host.Runs;

/// <summary>The feed of a run.</summary>
/// <param name="listener">Hears what the run tells.</param>
/// <param name="launch">How the run begins in this process.</param>
internal sealed class RunFeed(IListener<IRunNotice> listener, RunLaunch launch) : Feed<IRunNotice, IRunCommand>(listener, launch.Owner)
{
    /// <summary>How to make one.</summary>
    public static Props Props(IListener<IRunNotice> listener, RunLaunch launch) => ActorProps.Of(() => new RunFeed(listener, launch));

    /// <inheritdoc/>
    protected override Beginning<IRunCommand>? BeginningOf(IRunNotice notice) => notice is RunRecovered { State: var run } ? new(run.Owner, launch.First) : null;

    /// <inheritdoc/>
    protected override string? FailureIn(IRunNotice notice) => (notice as JournalFailed)?.Reason;

    /// <inheritdoc/>
    protected override bool IsLast(IRunNotice notice) => notice is RunClosed;

    /// <inheritdoc/>
    protected override bool IsEnding(IRunCommand? command) => command is InterruptRun or CancelRun;
}
