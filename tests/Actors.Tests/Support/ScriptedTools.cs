using System.Collections.Concurrent;
using ActorLstm.Actors.Runs;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Tests.Support;

/// <summary>Where a trainer stands: which one of its run, from 1, and the batch that it is about to train, from 1.</summary>
internal sealed record TrainerAt(int Attempt, int Epoch, int Batch);

/// <summary>Where a sampler stands: which one of its key, from 1, and the piece that it is about to draw, from 1.</summary>
internal sealed record SamplerAt(SampleKey Key, int Attempt, int Piece);

/// <summary>
/// Other tools, with a script: at each place the script may hold the actor's thread at a gate, throw, or change what is
/// reported. It counts what was begun and disposed.
/// </summary>
internal sealed class ScriptedTools(IRunTools tools) : IRunTools
{
    private readonly ConcurrentQueue<CheckpointRef?> trainers = [];
    private readonly ConcurrentQueue<SampleJob> samplers = [];
    private readonly ConcurrentDictionary<SampleKey, int> attempts = [];
    private int disposed;

    /// <summary>Called before each slice.</summary>
    public Action<TrainerAt> OnSlice { get; init; } = _ => { };

    /// <summary>Called before a checkpoint of this epoch may be written.</summary>
    public Action<int> OnSave { get; init; } = _ => { };

    /// <summary>Called before each piece of a text.</summary>
    public Action<SamplerAt> OnPiece { get; init; } = _ => { };

    /// <summary>What a trainer reports.</summary>
    public Func<SliceProgress, SliceProgress> Report { get; init; } = progress => progress;

    /// <summary>What each trainer was begun from, in order.</summary>
    public IReadOnlyList<CheckpointRef?> Trainers => [.. trainers];

    /// <summary>What each sampler was begun for, in order.</summary>
    public IReadOnlyList<SampleJob> Samplers => [.. samplers];

    /// <summary>Trainers that were disposed.</summary>
    public int DisposedTrainers => Volatile.Read(ref disposed);

    /// <inheritdoc/>
    public ITrainer StartTrainer(CheckpointRef? from)
    {
        trainers.Enqueue(from);
        return new ScriptedTrainer(this, tools.StartTrainer(from), new TrainerAt(trainers.Count, (from?.Epoch ?? 0) + 1, 1));
    }

    /// <inheritdoc/>
    public WrittenCheckpoint? SaveIfDue(int epoch, ITrainer trainer)
    {
        OnSave(epoch);
        return tools.SaveIfDue(epoch, ((ScriptedTrainer)trainer).Inner);
    }

    /// <inheritdoc/>
    public ISampler StartSampler(SampleJob job)
    {
        samplers.Enqueue(job);
        return new ScriptedSampler(this, tools.StartSampler(job), job.Key, attempts.AddOrUpdate(job.Key, 1, (_, count) => count + 1));
    }

    private sealed class ScriptedTrainer(ScriptedTools script, ITrainer inner, TrainerAt begin) : ITrainer
    {
        private TrainerAt at = begin;

        public ITrainer Inner => inner;

        public SliceProgress RunSlice(int batches)
        {
            script.OnSlice(at);
            var progress = script.Report(inner.RunSlice(batches));
            at = progress.EndsEpoch
                ? at with { Epoch = progress.Epoch + 1, Batch = 1 }
                : at with { Epoch = progress.Epoch, Batch = progress.Batch + 1 };
            return progress;
        }

        public Checkpoint Capture() => inner.Capture();

        public void Dispose()
        {
            inner.Dispose();
            Interlocked.Increment(ref script.disposed);
        }
    }

    private sealed class ScriptedSampler(ScriptedTools script, ISampler inner, SampleKey key, int attempt) : ISampler
    {
        private int pieces;

        public string Text => inner.Text;

        public SampleMeasures Measures => inner.Measures;

        public bool Advance(int characters)
        {
            script.OnPiece(new SamplerAt(key, attempt, ++pieces));
            return inner.Advance(characters);
        }
    }
}
