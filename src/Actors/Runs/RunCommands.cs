using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Runs;

/// <summary>What is asked of a run, or reported to it, and what it decides upon.</summary>
public interface IRunCommand;

/// <summary>Begin.</summary>
public sealed record StartRun(RunFacts Facts, RunPlan Plan) : IRunCommand;

/// <summary>End now, because the user says so.</summary>
public sealed record CancelRun : IRunCommand;

/// <summary>End now, because the process ends; the run can be resumed.</summary>
public sealed record InterruptRun(string Reason) : IRunCommand;

/// <summary>The trainer finished an epoch.</summary>
public sealed record RecordEpoch(SliceProgress Progress, WrittenCheckpoint? Checkpoint) : IRunCommand;

/// <summary>A sampler finished its text.</summary>
public sealed record RecordSample(SampleJob Job, FinishedText Result) : IRunCommand;

/// <summary>The trainer threw or hung.</summary>
public sealed record RecordTrainerFailure(string Reason) : IRunCommand;

/// <summary>A sampler threw or hung.</summary>
public sealed record RecordSamplerFailure(SampleKey Key, string Reason) : IRunCommand;

/// <summary>The loss is no number any more.</summary>
public sealed record RecordDivergence(SliceProgress Progress) : IRunCommand;

/// <summary>Something that the run cannot do without has failed.</summary>
public sealed record FailRun(string Reason) : IRunCommand;
