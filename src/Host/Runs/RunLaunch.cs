using ActorLstm.Actors.Runs;

namespace ActorLstm.Host.Runs;

/// <summary>A run that is to go on in this process, from its beginning or from where it was.</summary>
/// <param name="Prepared">What to run.</param>
/// <param name="Id">Its id.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Owner">This process.</param>
/// <param name="First">What it is told first.</param>
public sealed record RunLaunch(PreparedRun Prepared, string Id, string Folder, RunOwner Owner, params IReadOnlyList<IRunCommand> First);
