using ActorLstm.Actors.Messages;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Runs;

/// <summary>What is asked of a run, or reported to it, and what it decides upon.</summary>
public interface IRunCommand;

/// <summary>Begin.</summary>
/// <param name="Facts">What is fixed about the run.</param>
/// <param name="Plan">What it has to do.</param>
/// <param name="Configuration">The text of <c>experiment.conf</c>.</param>
/// <param name="Owner">This process.</param>
/// <param name="EpochLimit">After which epoch it stands still until it is told how to go on; null: it trains to its end.</param>
public sealed record StartRun(RunFacts Facts, RunPlan Plan, string Configuration, RunOwner Owner, int? EpochLimit = null) : IRunCommand
{
    /// <summary>Whether the run is paused from the start.</summary>
    public bool IsPaused { get; init; }
}

/// <summary>Go on in this process, after the one before has ended.</summary>
/// <param name="Owner">This process.</param>
/// <param name="Drift">What differs from the run's beginning and is accepted, in words.</param>
/// <param name="Facts">What is fixed about the run from here on; null where nothing differs.</param>
/// <param name="Configuration">Its configuration from here on; null where nothing differs.</param>
/// <param name="EpochLimit">After which epoch it stands still until it is told how to go on; null: it trains to its end.</param>
public sealed record ResumeRun(
    RunOwner Owner, IReadOnlyList<string> Drift, RunFacts? Facts, string? Configuration, int? EpochLimit = null) : IRunCommand
{
    /// <summary>Whether a person asked for it: then deaths are counted anew.</summary>
    public bool IsByHand { get; init; }

    /// <summary>Whether the run is paused from the start.</summary>
    public bool IsPaused { get; init; }
}

/// <summary>Generate texts from checkpoints of another run, which are copied among the run's own by now.</summary>
/// <param name="Checkpoints">The checkpoints, those that were recorded before included.</param>
public sealed record AdoptCheckpoints(IReadOnlyList<AdoptedCheckpoint> Checkpoints) : IRunCommand;

/// <summary>Record what the files of the run tell of it, whose journal was lost.</summary>
/// <param name="Events">What the files tell, the beginning first.</param>
public sealed record RestoreRun(IReadOnlyList<IRunEvent> Events) : IRunCommand;

/// <summary>Stop for a while; the process goes on.</summary>
public sealed record PauseRun : IRunCommand;

/// <summary>Go on after a pause.</summary>
public sealed record ContinueRun : IRunCommand;

/// <summary>Go on beyond the epoch where the run stands still.</summary>
/// <param name="EpochLimit">After which epoch it stands still again; null: it trains to its end.</param>
public sealed record LimitRun(int? EpochLimit) : IRunCommand;

/// <summary>Train no further than the epoch where the run stands still: that is its end.</summary>
/// <param name="Reason">Why, for its record.</param>
public sealed record CompleteRun(string Reason) : IRunCommand;

/// <summary>End now, because the user says so.</summary>
public sealed record CancelRun : IRunCommand;

/// <summary>End now, because the process ends; the run can be resumed.</summary>
public sealed record InterruptRun(string Reason) : IRunCommand;

/// <summary>The trainer finished an epoch.</summary>
public sealed record RecordEpoch(SliceProgress Progress, WrittenCheckpoint? Checkpoint) : IRunCommand;

/// <summary>The trainer wrote a checkpoint in the middle of an epoch.</summary>
public sealed record RecordProgress(CheckpointRef Checkpoint) : IRunCommand;

/// <summary>Samplers finished their texts.</summary>
public sealed record RecordSamples(params IReadOnlyList<SampleFinished> Finished) : IRunCommand;

/// <summary>A checkpoint that is needed is damaged or gone.</summary>
public sealed record RecordLostCheckpoint(CheckpointRef Checkpoint, string Reason) : IRunCommand;

/// <summary>The trainer threw or hung.</summary>
public sealed record RecordTrainerFailure(string Reason) : IRunCommand;

/// <summary>A sampler threw or hung.</summary>
public sealed record RecordSamplerFailure(SampleKey Key, string Reason) : IRunCommand;

/// <summary>The loss is no number any more, or far above the best.</summary>
public sealed record RecordDivergence(SliceProgress Progress) : IRunCommand;

/// <summary>Record the end of a run that no process works on, without working on it.</summary>
/// <param name="Owner">This process.</param>
/// <param name="Status">How it ends.</param>
/// <param name="Reason">Why, for its record.</param>
public sealed record EndRun(RunOwner Owner, RunStatus Status, string? Reason) : IRunCommand;

/// <summary>Something that the run cannot do without has failed.</summary>
public sealed record FailRun(string Reason) : IRunCommand;
