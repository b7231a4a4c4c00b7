using ActorLstm.Host.Configuration.Batches;

namespace ActorLstm.Host.Configuration;

/// <summary>What a file asks for.</summary>
/// <param name="Run">The run that it describes; of a batch what all of its runs share.</param>
/// <param name="Batch">The batch; null where it asks for a single run.</param>
public sealed record LoadedConfiguration(RunConfiguration Run, BatchConfiguration? Batch);
