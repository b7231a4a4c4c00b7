using ActorLstm.Actors.Messages;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>The connection to the service that tells of a run was lost, or is there again. The run itself knows nothing of it.</summary>
/// <param name="Server">The service.</param>
/// <param name="IsLost">Whether it was lost.</param>
internal sealed record ConnectionNotice(string Server, bool IsLost) : IRunNotice;
