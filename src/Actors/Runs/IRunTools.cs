using ActorLstm.Actors.Sampling;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Runs;

/// <summary>What the actors of one run work with. Called from several threads at once.</summary>
public interface IRunTools
{
    /// <summary>Begins training at the last place of a route whose checkpoint can be used, or from the initial weights.</summary>
    StartedTrainer StartTrainer(TrainingRoute route);

    /// <summary>Writes a checkpoint if one is due after its epoch.</summary>
    WrittenCheckpoint? SaveIfDue(int epoch, ITrainer trainer);

    /// <summary>Writes a checkpoint between two batches of an epoch.</summary>
    CheckpointRef SaveProgress(ITrainer trainer);

    /// <summary>Begins a text.</summary>
    /// <exception cref="CheckpointUnusableException">The checkpoint of the job cannot be used.</exception>
    ISampler StartSampler(SampleJob job);

    /// <summary>Begins texts of one checkpoint and one seed text, which may grow together: each is the same as if it grew alone.</summary>
    /// <param name="jobs">At least one.</param>
    /// <exception cref="CheckpointUnusableException">Their checkpoint cannot be used.</exception>
    ISamplerGroup StartSamplers(IReadOnlyList<SampleJob> jobs) => new SamplersInTurn([.. jobs.Select(StartSampler)]);
}

/// <summary>A trainer, and what was in its way.</summary>
/// <param name="Trainer">The trainer.</param>
/// <param name="Lost">The checkpoints that it would rather have begun from.</param>
public sealed record StartedTrainer(ITrainer Trainer, IReadOnlyList<LostCheckpoint> Lost);

/// <summary>A checkpoint that cannot be used.</summary>
/// <param name="Checkpoint">Which.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record LostCheckpoint(CheckpointRef Checkpoint, string Reason);
