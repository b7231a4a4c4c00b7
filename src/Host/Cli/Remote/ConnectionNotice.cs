using ActorLstm.Actors.Messages;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>The connection to the service that tells of a run or a batch was lost, or is there again. That itself knows nothing of it.</summary>
/// <param name="Server">The service.</param>
/// <param name="IsLost">Whether it was lost.</param>
internal sealed record ConnectionNotice(string Server, bool IsLost) : IRunNotice, IBatchNotice
{
    /// <summary>What it is, in snake_case.</summary>
    public string Kind => IsLost ? RemoteEvent.Lost : RemoteEvent.Restored;
}
