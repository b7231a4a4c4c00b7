using ActorLstm.Actors.Runs;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Messages;

/// <summary>A trainer finished a slice.</summary>
public sealed record SliceTrained(SliceProgress Progress);

/// <summary>A trainer finished an epoch.</summary>
/// <param name="Progress">Its last slice.</param>
/// <param name="Checkpoint">The checkpoint, if one was due.</param>
public sealed record EpochFinished(SliceProgress Progress, WrittenCheckpoint? Checkpoint);

/// <summary>A trainer's loss broke the rule of divergence. It has stopped training, unless the policy is to go on.</summary>
public sealed record LossDiverged(SliceProgress Progress);

/// <summary>A trainer wrote a checkpoint between two batches.</summary>
public sealed record ProgressWritten(CheckpointRef Checkpoint);

/// <summary>Asks a trainer to write a checkpoint of where it is and to train no further; answered with <see cref="TrainerHalted"/>.</summary>
public sealed record HaltTrainer
{
    /// <summary>The only one.</summary>
    public static HaltTrainer Instance { get; } = new();
}

/// <summary>A trainer trains no further.</summary>
/// <param name="Checkpoint">Where it is; null where there is nothing that is not written already.</param>
public sealed record TrainerHalted(CheckpointRef? Checkpoint);

/// <summary>A checkpoint cannot be used; told by whoever wanted to read it.</summary>
public sealed record CheckpointUnusable(CheckpointRef Checkpoint, string Reason) : IClusterMessage;
