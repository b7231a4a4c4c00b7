using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using Akka.Actor;

namespace ActorLstm.Host.Runs;

/// <summary>
/// Stands before a run that was paused before its turn came: told to continue, the run first waits for its turn.
/// See <see cref="Probation"/>.
/// </summary>
#pragma warning disable CA1001 // An actor is not disposed: what it owns is freed when it stops.
internal sealed class TurnActor : ReceiveActor
#pragma warning restore CA1001
{
    private readonly Probation probation;
    private readonly RunLease lease;
    private readonly int deaths;
    private readonly IActorRef run;
    private CancellationTokenSource? waiting;
    private bool isToContinue;
    private bool hasTurn;

    /// <param name="probation">Gives the turn.</param>
    /// <param name="lease">The lease of the run.</param>
    /// <param name="deaths">How many processes in a row died while they worked on it.</param>
    /// <param name="run">Takes what the run is told.</param>
    public TurnActor(Probation probation, RunLease lease, int deaths, IActorRef run)
    {
        this.probation = probation;
        this.lease = lease;
        this.deaths = deaths;
        this.run = run;
        Context.Watch(run);
        Receive<IRunCommand>(OnCommand);
        Receive<TurnHasCome>(_ => OnTurn());
        Receive<WaitingHasEnded>(_ =>
        {
            StopWaiting();
            Wait();
        });
        Receive<Terminated>(_ => Context.Stop(Self));
    }

    /// <summary>How to make one.</summary>
    public static Props Props(Probation probation, RunLease lease, int deaths, IActorRef run) =>
        ActorProps.Of(() => new TurnActor(probation, lease, deaths, run));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        waiting?.Cancel();
        StopWaiting();
    }

    private void OnCommand(IRunCommand command)
    {
        if (!hasTurn && command is ContinueRun)
        {
            isToContinue = true;
            Wait();
            return;
        }

        if (command is PauseRun or CancelRun or InterruptRun)
        {
            isToContinue = false;
            waiting?.Cancel();
        }

        run.Tell(command);
    }

    private void Wait()
    {
        if (isToContinue && waiting is null)
        {
            waiting = new CancellationTokenSource();
            _ = probation.EnterAsync(lease, deaths, waiting.Token)
                .PipeTo(Self, success: () => TurnHasCome.Instance, failure: _ => WaitingHasEnded.Instance);
        }
    }

    // The run may have been paused again at the same moment.
    private void OnTurn()
    {
        StopWaiting();
        if (isToContinue)
        {
            hasTurn = true;
            run.Tell(new ContinueRun());
        }
        else
        {
            lease.Turn?.Dispose();
        }
    }

    private void StopWaiting()
    {
        waiting?.Dispose();
        waiting = null;
    }

    private sealed record TurnHasCome
    {
        public static TurnHasCome Instance { get; } = new();
    }

    private sealed record WaitingHasEnded
    {
        public static WaitingHasEnded Instance { get; } = new();
    }
}
