using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>What a run had come to before it was watched. What led there is not shown.</summary>
/// <param name="State">The run by then.</param>
internal sealed record PastNotice(RunState State) : IRunNotice;

/// <summary>What a batch had come to before it was watched.</summary>
/// <param name="State">The batch by then.</param>
internal sealed record BatchPastNotice(BatchState State) : IBatchNotice;
