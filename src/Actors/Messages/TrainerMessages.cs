using ActorLstm.Actors.Runs;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Messages;

/// <summary>A trainer finished a slice.</summary>
public sealed record SliceTrained(SliceProgress Progress);

/// <summary>A trainer finished an epoch.</summary>
/// <param name="Progress">Its last slice.</param>
/// <param name="Checkpoint">The checkpoint, if one was due.</param>
public sealed record EpochFinished(SliceProgress Progress, WrittenCheckpoint? Checkpoint);

/// <summary>A trainer's loss is no number any more; it has stopped training.</summary>
public sealed record LossDiverged(SliceProgress Progress);
