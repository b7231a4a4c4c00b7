using System.Security.Cryptography;
using ActorLstm.Actors.Runs;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Tests.Support;

/// <summary>Tools without torch, files or time: every loss is a function of the place, every text one of the job.</summary>
internal sealed class FakeTools : IRunTools
{
    /// <summary>Batches of an epoch; each slice is one, since no time passes.</summary>
    public const int Batches = 3;

    /// <summary>Calls that a text takes.</summary>
    public const int Pieces = 3;

    /// <summary>After which epochs a checkpoint is written.</summary>
    public Func<int, bool> CheckpointsAfter { get; init; } = _ => true;

    /// <summary>The checkpoint of an epoch.</summary>
    public static CheckpointRef Checkpoint(int epoch) =>
        new(Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(epoch))), 100, epoch);

    /// <summary>The text that the samples of an epoch grow from.</summary>
    public static string SeedText(int epoch) => $"seed text of epoch {epoch}";

    /// <summary>The loss after a batch.</summary>
    public static double Loss(int epoch, int batch) => 3.0 / epoch - 0.01 * batch;

    /// <summary>The text of a job.</summary>
    public static string Text(SampleJob job) => $"{job.SeedText} at {job.Key.Temperature}, {job.Key.Replica}, from {job.Checkpoint.Sha256[..8]}";

    /// <inheritdoc/>
    public ITrainer StartTrainer(CheckpointRef? from) => new FakeTrainer((from?.Epoch ?? 0) + 1);

    /// <inheritdoc/>
    public WrittenCheckpoint? SaveIfDue(int epoch, ITrainer trainer) =>
        CheckpointsAfter(epoch) ? new WrittenCheckpoint(Checkpoint(epoch), SeedText(epoch)) : null;

    /// <inheritdoc/>
    public ISampler StartSampler(SampleJob job) => new FakeSampler(job);

    private sealed class FakeTrainer(int first) : ITrainer
    {
        private int epoch = first;
        private int batch;

        public SliceProgress RunSlice(int batches)
        {
            if (batch == Batches)
            {
                epoch++;
                batch = 0;
            }

            batch++;
            return new SliceProgress(epoch, batch, Batches, batch * 10, Loss(epoch, batch), 0, 0.01);
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
