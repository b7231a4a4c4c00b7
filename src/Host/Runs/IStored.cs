using ActorLstm.Actors.Runs;

namespace ActorLstm.Host.Runs;

/// <summary>A run or a batch, as it lies in its folder.</summary>
public interface IStored
{
    /// <summary>Its id.</summary>
    string Id { get; }

    /// <summary>Its folder.</summary>
    string Folder { get; }

    /// <summary>What has become of it.</summary>
    RunStatus Status { get; }

    /// <summary>Why it is so.</summary>
    string? Reason { get; }

    /// <summary>Whether nothing of it trains: where a batch is to pause, its runs come to a stop one by one.</summary>
    bool IsStill { get; }

    /// <summary>The process that works on it; null where none does.</summary>
    RunOwner? Holder { get; }
}
