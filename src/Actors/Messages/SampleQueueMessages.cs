using ActorLstm.Actors.Runs;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;

namespace ActorLstm.Actors.Messages;

/// <summary>Texts that a run wants of the samplers of other nodes: of one checkpoint and one seed text, so that they can grow together.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Sampling">How it generates texts.</param>
/// <param name="Jobs">The texts, at least one.</param>
public sealed record SampleOrder(string RunId, long Seed, SamplingOptions Sampling, IReadOnlyList<SampleJob> Jobs);

/// <summary>Asks the queue for texts. The sender is told what comes of them by the sampler that generates them; to ask again changes nothing.</summary>
public sealed record OrderTexts(SampleOrder Order) : IClusterMessage;

/// <summary>A sampler of a node can generate texts; said again and again while it waits.</summary>
/// <param name="Assignment">The number of the last texts that it was given; 0 before the first.</param>
public sealed record SamplerReady(long Assignment) : IClusterMessage;

/// <summary>Gives texts to a sampler that is ready. The sender is who wants them, and is told what comes of them.</summary>
/// <param name="Assignment">A number that tells this from everything else it was given.</param>
/// <param name="Order">The texts.</param>
public sealed record GenerateTexts(long Assignment, SampleOrder Order) : IClusterMessage;

/// <summary>Nobody wants these texts any more.</summary>
public sealed record ForgetTexts(long Assignment) : IClusterMessage;

/// <summary>Texts could not be generated.</summary>
public sealed record TextsFailed(string Reason) : IClusterMessage;

/// <summary>Texts were not begun, through no fault of their own, as where their checkpoint does not get through: another sampler may, or this one later.</summary>
public sealed record TextsReturned(string Reason) : IClusterMessage;

/// <summary>Asks whoever wants texts for a file of their checkpoint; answered with a reference to a stream of bytes, which can be used once, and soon, or with <see cref="CheckpointUnusable"/>.</summary>
public sealed record SendCheckpointFile(CheckpointRef Checkpoint, string Name) : IClusterMessage;

/// <summary>Asks the queue how it stands; answered with <see cref="SampleQueueView"/>.</summary>
public sealed record GetSampleQueue : IClusterMessage;

/// <summary>How the queue stands.</summary>
/// <param name="Waiting">Orders that no sampler has taken up.</param>
/// <param name="Samplers">Samplers of the cluster.</param>
/// <param name="Busy">Those of them that generate texts.</param>
public sealed record SampleQueueView(int Waiting, int Samplers, int Busy) : IClusterMessage;
