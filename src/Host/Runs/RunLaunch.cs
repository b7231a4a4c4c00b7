using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;

namespace ActorLstm.Host.Runs;

/// <summary>A run that is to go on in this process, from its beginning or from where it was.</summary>
/// <param name="Configuration">Its configuration.</param>
/// <param name="Id">Its id.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Owner">This process.</param>
/// <param name="First">What it is told first.</param>
public sealed record RunLaunch(RunConfiguration Configuration, string Id, string Folder, RunOwner Owner, params IReadOnlyList<IRunCommand> First)
{
    /// <param name="prepared">What to run.</param>
    /// <param name="id">Its id.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="owner">This process.</param>
    /// <param name="first">What it is told first.</param>
    public RunLaunch(PreparedRun prepared, string id, string folder, RunOwner owner, params IReadOnlyList<IRunCommand> first)
        : this(prepared.Configuration, id, folder, owner, first) => Prepared = prepared;

    /// <summary>What to run; null if only its end or its pause is recorded.</summary>
    public PreparedRun? Prepared { get; }
}
