using ActorLstm.Actors.Sampling;
using ActorLstm.Model;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
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
    private readonly SamplerTools samplers = new(experiment.Seed, experiment.Sampling, store);

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
    public ISampler StartSampler(SampleJob job) => samplers.StartSampler(job);

    /// <inheritdoc/>
    public ISamplerGroup StartSamplers(IReadOnlyList<SampleJob> jobs) => samplers.StartSamplers(jobs);

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
}
