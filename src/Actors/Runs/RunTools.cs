using ActorLstm.Model;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;
using TorchSharp;

namespace ActorLstm.Actors.Runs;

/// <summary>The real tools of a run: torch, and the run's checkpoint store.</summary>
/// <param name="experiment">What to run.</param>
/// <param name="corpus">Its text.</param>
/// <param name="device">Where to train.</param>
/// <param name="store">The run's checkpoints.</param>
/// <param name="time">Measures the epochs.</param>
public sealed class RunTools(Experiment experiment, Corpus corpus, torch.Device device, CheckpointStore store, TimeProvider time) : IRunTools
{
    private readonly Lock cacheLock = new();
    private (CheckpointRef Reference, Lazy<LoadedNetwork> Loaded)? cached;

    /// <inheritdoc/>
    public StartedTrainer StartTrainer(TrainingRoute route)
    {
        var lost = new List<LostCheckpoint>();
        var start = StartOn(route, lost);
        return new StartedTrainer(new Trainer(experiment, corpus, device, time, start), lost);
    }

    /// <inheritdoc/>
    public WrittenCheckpoint? SaveIfDue(int epoch, ITrainer trainer)
    {
        if (!experiment.CheckpointsAfter(epoch))
        {
            return null;
        }

        var checkpoint = trainer.Capture();
        return new WrittenCheckpoint(store.Save(checkpoint), checkpoint.Manifest.SeedText);
    }

    /// <inheritdoc/>
    public CheckpointRef SaveProgress(ITrainer trainer) => store.Save(trainer.Capture());

    /// <inheritdoc/>
    public ISampler StartSampler(SampleJob job)
    {
        var loaded = Load(job.Checkpoint);
        return new Sampler(loaded.Manifest, loaded.Network, experiment.Sampling, job.SeedText, AddressOf(job));
    }

    /// <inheritdoc/>
    public ISamplerGroup StartSamplers(IReadOnlyList<SampleJob> jobs)
    {
        var loaded = Load(jobs[0].Checkpoint);
        return new SampleBatch(loaded.Manifest, loaded.Network, experiment.Sampling, jobs[0].SeedText, [.. jobs.Select(AddressOf)]);
    }

    private RandomAddress AddressOf(SampleJob job) => new(experiment.Seed, RandomPurpose.Sample, job.Key.Epoch, job.Key.Temperature, job.Key.Replica);

    private TrainingStart StartOn(TrainingRoute route, List<LostCheckpoint> lost)
    {
        var recorded = route.Epochs.TakeWhile(epoch => epoch.Loss is not null).ToList();
        if (route.Progress is { } progress && TryLoad(progress, lost) is { } middle)
        {
            return From(middle, route.Epochs.FindIndex(epoch => epoch.Epoch == progress.Epoch));
        }

        for (var done = recorded.Count; done > 0; done--)
        {
            if (recorded[done - 1].Checkpoint is { } reference && TryLoad(reference, lost) is { } checkpoint)
            {
                return From(checkpoint, done);
            }
        }

        return From(null, 0);

        TrainingStart From(Checkpoint? checkpoint, int done) => new(
            checkpoint,
            [.. route.Epochs.Skip(done).Select(epoch => new PlannedEpoch(epoch.Epoch, epoch.RateFactor))],
            [.. recorded.Take(done).Select(epoch => epoch.Loss!.Value)]);
    }

    // Older checkpoints may have been removed for good: only the one that should be there is missed.
    private Checkpoint? TryLoad(CheckpointRef reference, List<LostCheckpoint> lost)
    {
        try
        {
            return store.Load(reference);
        }
        catch (CheckpointUnusableException fault)
        {
            if (lost.Count == 0 || Directory.Exists(store.PathOf(reference)))
            {
                lost.Add(new LostCheckpoint(reference, fault.Message));
            }

            return null;
        }
    }

    // The samples of an epoch share one network: it is read once, by whichever sampler comes first. A reading that failed is
    // forgotten, since a Lazy would repeat its exception to every sampler that is begun again.
    private LoadedNetwork Load(CheckpointRef reference)
    {
        Lazy<LoadedNetwork> loaded;
        lock (cacheLock)
        {
            if (cached?.Reference != reference)
            {
                cached = (reference, new Lazy<LoadedNetwork>(() => Read(reference)));
            }

            loaded = cached.Value.Loaded;
        }

        try
        {
            return loaded.Value;
        }
        catch
        {
            Forget(loaded);
            throw;
        }
    }

    private void Forget(Lazy<LoadedNetwork> failed)
    {
        lock (cacheLock)
        {
            if (cached?.Loaded == failed)
            {
                cached = null;
            }
        }
    }

    private LoadedNetwork Read(CheckpointRef reference)
    {
        var checkpoint = store.Load(reference);
        return new LoadedNetwork(checkpoint.Manifest, checkpoint.Freeze());
    }

    private sealed record LoadedNetwork(CheckpointManifest Manifest, FrozenLstm Network);
}
