using Akka.Actor;
using Akka.Event;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Training;

/// <summary>
/// Owns the model and the optimizer of a run. Trains in slices of a few batches on a thread of its own, so that it answers
/// queries and stops within one slice. What it throws is its parent's to handle.
/// </summary>
public sealed class TrainerActor : ReceiveActor
{
    private static readonly TimeSpan TargetSlice = TimeSpan.FromMilliseconds(150);

    private readonly IRunTools tools;
    private readonly int epochs;
    private ITrainer? trainer;
    private SliceProgress? latest;
    private int sliceSize = 1;

    /// <param name="tools">Begins training and writes checkpoints.</param>
    /// <param name="epochs">The run's epochs.</param>
    /// <param name="from">The checkpoint to go on from; null begins anew.</param>
    public TrainerActor(IRunTools tools, int epochs, CheckpointRef? from)
    {
        this.tools = tools;
        this.epochs = epochs;
        Receive<Begin>(_ =>
        {
            trainer = tools.StartTrainer(from);
            Self.Tell(TrainSlice.Instance);
        });
        Receive<TrainSlice>(_ => Train());
        Receive<GetTrainingProgress>(_ => Sender.Tell(new TrainingProgress(latest)));
    }

    /// <summary>How to make one.</summary>
    public static Props Props(IRunTools tools, int epochs, CheckpointRef? from) =>
        Akka.Actor.Props.Create(() => new TrainerActor(tools, epochs, from)).WithDispatcher(Dispatchers.Trainer);

    /// <inheritdoc/>
    protected override void PreStart() => Self.Tell(Begin.Instance);

    /// <inheritdoc/>
    protected override void PostStop() => trainer?.Dispose();

    private void Train()
    {
        var before = latest;
        var progress = trainer!.RunSlice(sliceSize);
        latest = progress;
        sliceSize = NextSliceSize(sliceSize, before, progress);
        Context.Parent.Tell(new SliceTrained(progress));
        if (progress.Diverged)
        {
            Context.Parent.Tell(new LossDiverged(progress));
            return;
        }

        if (progress.EndsEpoch)
        {
            Context.Parent.Tell(new EpochFinished(progress, tools.SaveIfDue(progress.Epoch, trainer)));
        }

        if (!progress.EndsEpoch || progress.Epoch < epochs)
        {
            Self.Tell(TrainSlice.Instance);
        }
    }

    // As many batches as fit into the target, by the pace of the slice before.
    private static int NextSliceSize(int size, SliceProgress? before, SliceProgress now)
    {
        var sameEpoch = before is not null && before.Epoch == now.Epoch;
        var batches = now.Batch - (sameEpoch ? before!.Batch : 0);
        var seconds = now.Seconds - (sameEpoch ? before!.Seconds : 0);
        return batches > 0 && seconds > 0 ? (int)Math.Clamp(TargetSlice.TotalSeconds * batches / seconds, 1, 1000) : size;
    }

    private sealed record Begin
    {
        public static Begin Instance { get; } = new();
    }

    // What an actor told itself before it was stopped is no lost message.
    private sealed record TrainSlice : IDeadLetterSuppression
    {
        public static TrainSlice Instance { get; } = new();
    }
}
