using System.Collections.Concurrent;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using Akka.Actor;

namespace ActorLstm.Actors.Tests.Batches;

/// <summary>The runs of a batch: what they are told is heard, and what they do is up to the test.</summary>
internal sealed class PlayedRuns
{
    private readonly Heard<object> heard = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource> launches = new();
    private IActorRef launcher = ActorRefs.Nobody;

    /// <summary>What was told so far.</summary>
    public IReadOnlyList<object> Told => heard.All;

    /// <summary>The next run that is begun or gone on with.</summary>
    public Task<LaunchMember> Launched(Func<LaunchMember, bool>? fits = null) => heard.Next(fits);

    /// <summary>The next command of a kind to a run.</summary>
    public async Task<T> Heard<T>(int number)
        where T : IRunCommand => (T)(await heard.Next<TellMember>(told => told.Number == number && told.Command is T)).Command;

    /// <summary>The launcher of a coordinator that has just begun.</summary>
    public Task Begun() => heard.Next<IActorRef>();

    /// <summary>A run has come to where it stands still.</summary>
    /// <param name="number">Which.</param>
    /// <param name="epochs">After so many epochs.</param>
    /// <param name="loss">The loss after each of them.</param>
    public Task Hold(int number, int epochs, double loss) => Notice(number, new RunChanged(new RunLimited(epochs, StateBuilder.At), State(epochs, loss) with { EpochLimit = epochs }));

    /// <summary>A run that has come to where it stands still is paused there.</summary>
    public Task Pause(int number, int epochs, double loss) => Notice(number, new RunChanged(new RunPaused(StateBuilder.At), State(epochs, loss) with { EpochLimit = epochs, Status = RunStatus.Paused }));

    /// <summary>A run that was paused where it stands still goes on, and still stands there.</summary>
    public Task Continue(int number, int epochs, double loss) => Notice(number, new RunChanged(new RunContinued(StateBuilder.At), State(epochs, loss) with { EpochLimit = epochs }));

    /// <summary>A run has ended and is closed.</summary>
    public Task Close(int number, RunStatus status, int epochs = 9, double loss = 1, string? reason = null) =>
        Notice(number, new RunClosed(State(epochs, loss) with { Status = status, Reason = reason }));

    /// <summary>A run is lost.</summary>
    public async Task Lose(int number, string reason, bool comesBack = false)
    {
        await Launch(number).Task;
        launcher.Tell(new MemberLost(number, reason, comesBack));
    }

    /// <summary>The id of a run belongs to another.</summary>
    public async Task Refuse(int number, string id)
    {
        await Launch(number).Task;
        launcher.Tell(new IdRefused(number, id));
    }

    /// <summary>A run tells something, once it was launched.</summary>
    public async Task Notice(int number, IRunNotice notice)
    {
        await Launch(number).Task;
        launcher.Tell(new MemberNotice(number, notice));
    }

    /// <summary>The launcher dies.</summary>
    public void Break() => launcher.Tell(PoisonPill.Instance);

    /// <summary>A run after so many epochs.</summary>
    public static RunState State(int epochs, double loss) => Enumerable.Range(1, epochs).Aggregate(
        StateBuilder.Begun(TestRuns.Plan with { Epochs = 9, Temperatures = [] }),
        (state, epoch) => state.Epoch(epoch, loss));

    private TaskCompletionSource Launch(int number) => launches.GetOrAdd(number, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Passes on what the batch wants, and what the test has its runs tell.</summary>
    internal sealed class Launcher : ReceiveActor
    {
        private readonly PlayedRuns runs;

        public Launcher(PlayedRuns runs)
        {
            this.runs = runs;
            Receive<LaunchMember>(launched =>
            {
                runs.heard.Hear(launched);
                runs.Launch(launched.Member.Number).TrySetResult();
            });
            Receive<TellMember>(runs.heard.Hear);
            Receive<MemberNotice>(Context.Parent.Tell);
            Receive<MemberLost>(Context.Parent.Tell);
            Receive<IdRefused>(Context.Parent.Tell);
        }

        protected override void PreStart()
        {
            runs.launcher = Self;
            runs.heard.Hear(Self);
        }
    }
}
