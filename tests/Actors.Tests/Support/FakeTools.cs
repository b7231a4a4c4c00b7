using System.Security.Cryptography;
using ActorLstm.Actors.Runs;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Tests.Support;

/// <summary>Tools without torch, files or time: every loss is a function of the place, every text one of the job.</summary>
internal sealed class FakeTools : IRunTools
{
    /// <summary>Batches of an epoch; each slice is one where no time passes.</summary>
    public const int Batches = 3;

    /// <summary>Calls that a text takes.</summary>
    public const int Pieces = 3;

    /// <summary>After which epochs a checkpoint is written.</summary>
    public Func<int, bool> CheckpointsAfter { get; init; } = _ => true;

    /// <summary>Checkpoints that cannot be used.</summary>
    public Func<CheckpointRef, bool> IsDamaged { get; init; } = _ => false;

    /// <summary>The checkpoint of an epoch.</summary>
    public static CheckpointRef Checkpoint(int epoch) =>
        new(Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(epoch))), 100, epoch);

    /// <summary>The checkpoint in the middle of an epoch.</summary>
    public static CheckpointRef Progress(int epoch, int batch) => Checkpoint(epoch) with { Batch = batch };

    /// <summary>The text that the samples of an epoch grow from.</summary>
    public static string SeedText(int epoch) => $"seed text of epoch {epoch}";

    /// <summary>The loss after a batch.</summary>
    public static double Loss(int epoch, int batch) => 3.0 / epoch - 0.01 * batch;

    /// <summary>The text of a job.</summary>
    public static string Text(SampleJob job) => $"{job.SeedText} at {job.Key.Temperature}, {job.Key.Replica}, from {job.Checkpoint.Sha256[..8]}";

    /// <inheritdoc/>
    public StartedTrainer StartTrainer(TrainingRoute route)
    {
        var lost = new List<LostCheckpoint>();
        var middle = Usable(route.Progress, lost) ? route.Progress : null;
        var first = middle is null
            ? route.Epochs.FindLastIndex(epoch => Usable(epoch.Checkpoint, lost)) + 1
            : route.Epochs.FindIndex(epoch => epoch.Epoch == middle.Epoch);
        return new StartedTrainer(new FakeTrainer([.. route.Epochs.Skip(first)], middle?.Batch ?? 0), lost);
    }

    /// <inheritdoc/>
    public CheckpointRef SaveProgress(ITrainer trainer) => Progress(((FakeTrainer)trainer).Epoch, ((FakeTrainer)trainer).Batch);

    /// <inheritdoc/>
    public WrittenCheckpoint? SaveIfDue(int epoch, ITrainer trainer) =>
        CheckpointsAfter(epoch) ? new WrittenCheckpoint(Checkpoint(epoch), SeedText(epoch)) : null;

    /// <inheritdoc/>
    public ISampler StartSampler(SampleJob job) => IsDamaged(job.Checkpoint)
        ? throw new CheckpointUnusableException($"The checkpoint of epoch {job.Checkpoint.Epoch} is damaged.")
        : new FakeSampler(job);

    private bool Usable(CheckpointRef? checkpoint, List<LostCheckpoint> lost)
    {
        if (checkpoint is not null && IsDamaged(checkpoint))
        {
            lost.Add(new LostCheckpoint(checkpoint, $"The checkpoint of epoch {checkpoint.Epoch} is damaged."));
            return false;
        }

        return checkpoint is not null;
    }

    private sealed class FakeTrainer(IReadOnlyList<RouteEpoch> plan, int done) : ITrainer
    {
        private int planned;

        public int Epoch => plan[planned].Epoch;

        public int Batch { get; private set; } = done;

        public SliceProgress RunSlice(int batches)
        {
            if (Batch == Batches)
            {
                planned++;
                Batch = 0;
            }

            Batch = Math.Min(Batch + batches, Batches);
            var loss = Loss(Epoch, Batch);
            return new SliceProgress(Epoch, Batch, Batches, Batch * 10, loss, 0, 0.01 * plan[planned].RateFactor, loss);
        }

        public Checkpoint Capture() => throw new NotSupportedException("The fake tools write checkpoints without it.");

        public void Dispose()
        {
        }
    }

    private sealed class FakeSampler(SampleJob job) : ISampler
    {
        private int pieces;

        public string Text => FakeTools.Text(job);

        public SampleMeasures Measures => new(-job.Key.Temperature, job.Key.Replica);

        public bool Advance(int characters) => ++pieces == Pieces;
    }
}
