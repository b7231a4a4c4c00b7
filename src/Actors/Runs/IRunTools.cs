using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Runs;

/// <summary>What the actors of one run work with. Called from several threads at once.</summary>
public interface IRunTools
{
    /// <summary>Begins training: anew, or from the end of a checkpoint's epoch.</summary>
    ITrainer StartTrainer(CheckpointRef? from);

    /// <summary>Writes a checkpoint if one is due after its epoch.</summary>
    WrittenCheckpoint? SaveIfDue(int epoch, ITrainer trainer);

    /// <summary>Begins a text.</summary>
    ISampler StartSampler(SampleJob job);
}
