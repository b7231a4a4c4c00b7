using ActorLstm.Actors.Sampling;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Runs;

/// <summary>What the actors of one run work with. Called from several threads at once.</summary>
public interface IRunTools : ISamplerTools
{
    /// <summary>Begins training at the last place of a route whose checkpoint can be used, or from the initial weights.</summary>
    StartedTrainer StartTrainer(TrainingRoute route);

    /// <summary>Writes a checkpoint if one is due after its epoch.</summary>
    WrittenCheckpoint? SaveIfDue(int epoch, ITrainer trainer);

    /// <summary>Writes a checkpoint between two batches of an epoch.</summary>
    CheckpointRef SaveProgress(ITrainer trainer);
}

/// <summary>A trainer, and what was in its way.</summary>
/// <param name="Trainer">The trainer.</param>
/// <param name="Lost">The checkpoints that it would rather have begun from.</param>
public sealed record StartedTrainer(ITrainer Trainer, IReadOnlyList<LostCheckpoint> Lost);

/// <summary>A checkpoint that cannot be used.</summary>
/// <param name="Checkpoint">Which.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record LostCheckpoint(CheckpointRef Checkpoint, string Reason);
