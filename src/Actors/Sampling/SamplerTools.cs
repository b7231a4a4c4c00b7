using ActorLstm.Actors.Runs;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;
using ActorLstm.Model.Sampling;

namespace ActorLstm.Actors.Sampling;

/// <summary>The real tools of the samplers of a run: its checkpoints, and the random numbers of its seed.</summary>
/// <param name="seed">The seed of the run.</param>
/// <param name="sampling">Which texts it generates.</param>
/// <param name="store">Its checkpoints.</param>
public sealed class SamplerTools(long seed, SamplingOptions sampling, CheckpointStore store) : ISamplerTools
{
    private readonly Lock cacheLock = new();
    private (CheckpointRef Reference, Lazy<LoadedNetwork> Loaded)? cached;

    /// <inheritdoc/>
    public ISampler StartSampler(SampleJob job)
    {
        var loaded = Load(job.Checkpoint);
        return new Sampler(loaded.Manifest, loaded.Network, sampling, job.SeedText, AddressOf(job));
    }

    /// <inheritdoc/>
    public ISamplerGroup StartSamplers(IReadOnlyList<SampleJob> jobs)
    {
        var loaded = Load(jobs[0].Checkpoint);
        return new SampleBatch(loaded.Manifest, loaded.Network, sampling, jobs[0].SeedText, [.. jobs.Select(AddressOf)]);
    }

    private RandomAddress AddressOf(SampleJob job) => new(seed, RandomPurpose.Sample, job.Key.Epoch, job.Key.Temperature, job.Key.Replica);

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
        var (manifest, network) = store.LoadNetwork(reference);
        return new LoadedNetwork(manifest, network);
    }

    private sealed record LoadedNetwork(CheckpointManifest Manifest, FrozenLstm Network);
}
