using ActorLstm.Actors.Batches;

namespace ActorLstm.Host.Configuration.Batches;

/// <summary>A batch as a file asks for it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Options">How it deals with its runs. <see cref="BatchOptions.MaxConcurrent"/> is 0 where the machine decides.</param>
/// <param name="Runs">Its runs, in their order.</param>
/// <param name="Text">The whole of it as HOCON, from which it can be read again.</param>
public sealed record BatchConfiguration(string Name, BatchOptions Options, IReadOnlyList<MemberConfiguration> Runs, string Text);

/// <summary>A run of a batch as the file asks for it.</summary>
/// <param name="Configuration">Its whole configuration.</param>
/// <param name="Settings">What distinguishes it from the others: values as they are written, by path.</param>
/// <param name="Priority">The higher, the earlier it begins.</param>
public sealed record MemberConfiguration(RunConfiguration Configuration, IReadOnlyDictionary<string, string> Settings, int Priority);
