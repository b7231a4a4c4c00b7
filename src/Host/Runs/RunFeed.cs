using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using Akka.Actor;

namespace ActorLstm.Host.Runs;

/// <summary>
/// Carries what a run tells to whoever listens, and what the user wants to the run.
/// A coordinator that is begun again, since its journal could not be written, knows only what was recorded: the feed tells each
/// one how the run begins and what the user wanted last. What is carried out already leads to nothing.
/// </summary>
public sealed class RunFeed : ReceiveActor
{
    private readonly IRunListener listener;
    private readonly RunLaunch launch;
    private IActorRef run = ActorRefs.Nobody;
    private IRunCommand? wanted;
    private bool isListening;
    private string? failure;

    /// <param name="listener">Hears what the run tells.</param>
    /// <param name="launch">How the run begins in this process.</param>
    public RunFeed(IRunListener listener, RunLaunch launch)
    {
        this.listener = listener;
        this.launch = launch;
        Receive<Follow>(follow => run = Context.Watch(follow.Run));
        Receive<RunRecovered>(recovered => OnRecovered(recovered.State));
        Receive<RunClosed>(closed =>
        {
            listener.Hear(closed);
            Context.Stop(run);
        });
        Receive<JournalFailed>(failed =>
        {
            failure = failed.Reason;
            isListening = false;
            listener.Hear(failed);
        });
        Receive<IRunNotice>(notice => listener.Hear(notice));
        Receive<IRunCommand>(OnCommand);
        Receive<Terminated>(_ => Context.Stop(Self));
    }

    /// <summary>Names the run whose end ends the sequence.</summary>
    /// <param name="Run">Its supervisor.</param>
    public sealed record Follow(IActorRef Run);

    /// <summary>How to make one.</summary>
    public static Props Props(IRunListener listener, RunLaunch launch) => ActorProps.Of(() => new RunFeed(listener, launch));

    /// <inheritdoc/>
    protected override void PostStop() => listener.Leave(new RunLostException(failure is null
        ? "its actors stopped before it had ended; log.jsonl in its folder says why"
        : $"its journal cannot be used: {failure}"));

    private static bool IsEnding(IRunCommand? command) => command is InterruptRun or CancelRun;

    // A run whose beginning could not be recorded has nothing that could end in order.
    private void OnRecovered(RunState state)
    {
        if (IsEnding(wanted) && failure is not null && state.Owner != launch.Owner)
        {
            Context.Stop(run);
            return;
        }

        isListening = true;
        foreach (var command in launch.First)
        {
            Sender.Tell(command);
        }

        if (wanted is not null)
        {
            Sender.Tell(wanted);
        }
    }

    // A run that waits for its journal cannot record its end: it is left as the journal has it.
    private void OnCommand(IRunCommand command)
    {
        if (IsEnding(command) || !IsEnding(wanted))
        {
            wanted = command;
        }

        if (isListening)
        {
            run.Tell(command);
        }
        else if (IsEnding(command) && failure is not null)
        {
            Context.Stop(run);
        }
    }
}
