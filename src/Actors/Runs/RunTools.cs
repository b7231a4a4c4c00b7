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
    public ITrainer StartTrainer(CheckpointRef? from) =>
        new Trainer(experiment, corpus, device, time, from is null ? null : store.Load(from));

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
    public ISampler StartSampler(SampleJob job)
    {
        var loaded = Load(job.Checkpoint);
        var address = new RandomAddress(experiment.Seed, RandomPurpose.Sample, job.Key.Epoch, job.Key.Temperature, job.Key.Replica);
        return new Sampler(loaded.Manifest, loaded.Network, experiment.Sampling, job.SeedText, address);
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
