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
    private readonly TrainerOrders orders;
    private readonly TimeProvider time;
    private ITrainer? trainer;
    private SliceProgress? latest;
    private long saved;
    private bool isSaved = true;
    private bool isHalted;
    private int sliceSize = 1;

    /// <param name="tools">Begins training and writes checkpoints.</param>
    /// <param name="orders">What to train.</param>
    /// <param name="time">Says when a checkpoint between two batches is due.</param>
    public TrainerActor(IRunTools tools, TrainerOrders orders, TimeProvider time)
    {
        this.tools = tools;
        this.orders = orders;
        this.time = time;
        Receive<Begin>(_ => Start());
        Receive<TrainSlice>(_ => Train());
        Receive<HaltTrainer>(_ => Halt());
        Receive<GetTrainingProgress>(_ => Sender.Tell(new TrainingProgress(latest)));
    }

    /// <summary>How to make one.</summary>
    public static Props Props(IRunTools tools, TrainerOrders orders, TimeProvider time) =>
        ActorProps.Of(() => new TrainerActor(tools, orders, time)).WithDispatcher(Dispatchers.Trainer);

    /// <inheritdoc/>
    protected override void PreStart() => Self.Tell(Begin.Instance);

    /// <inheritdoc/>
    protected override void PostStop() => trainer?.Dispose();

    // Also when an epoch ended without a checkpoint: then the first batch of the next one is a slice of its own.
    private bool IsSaveDue => time.GetElapsedTime(saved) >= orders.SaveEvery;

    private void Start()
    {
        var started = tools.StartTrainer(orders.Route);
        trainer = started.Trainer;
        foreach (var lost in started.Lost)
        {
            Context.Parent.Tell(new CheckpointUnusable(lost.Checkpoint, lost.Reason));
        }

        saved = time.GetTimestamp();
        Self.Tell(TrainSlice.Instance);
    }

    private void Train()
    {
        if (isHalted)
        {
            return;
        }

        var before = latest;
        var progress = trainer!.RunSlice(IsSaveDue ? 1 : sliceSize);
        latest = progress;
        isSaved = false;
        sliceSize = NextSliceSize(sliceSize, before, progress);
        Context.Parent.Tell(new SliceTrained(progress));
        if (progress.Divergence is not null)
        {
            Context.Parent.Tell(new LossDiverged(progress));
            if (!orders.GoesOn(progress))
            {
                isHalted = true;
                return;
            }
        }

        if (progress.EndsEpoch)
        {
            EndEpoch(progress);
        }
        else if (IsSaveDue)
        {
            Context.Parent.Tell(new ProgressWritten(SaveProgress()));
        }

        if (!progress.EndsEpoch || progress.Epoch != orders.LastEpoch)
        {
            Self.Tell(TrainSlice.Instance);
        }
    }

    private void EndEpoch(SliceProgress progress)
    {
        var checkpoint = tools.SaveIfDue(progress.Epoch, trainer!);
        isSaved = true;
        if (checkpoint is not null)
        {
            saved = time.GetTimestamp();
        }

        Context.Parent.Tell(new EpochFinished(progress, checkpoint));
    }

    // The end of an epoch is not written here: it is recorded as one, or trained again.
    private void Halt()
    {
        var worthSaving = trainer is not null && !isHalted && !isSaved;
        isHalted = true;
        Context.Parent.Tell(new TrainerHalted(worthSaving ? SaveProgress() : null));
    }

    private CheckpointRef SaveProgress()
    {
        var written = tools.SaveProgress(trainer!);
        saved = time.GetTimestamp();
        isSaved = true;
        return written;
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
