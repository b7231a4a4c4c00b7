using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Service.Batches;

/// <summary>A batch that the service looks after.</summary>
/// <param name="id">Its id.</param>
/// <param name="submission">What is to become of it.</param>
internal sealed class HostedBatch(string id, Submission submission) : Hosted<IBatchCommand>(id, submission)
{
    /// <summary>The batch as it told last; null before its first word.</summary>
    public BatchState? State { get; set; }

    /// <summary>How many of its runs have not ended, as far as is known before it tells.</summary>
    public int Unfinished { get; init; }

    /// <summary>The ids of its runs that are under way in this process.</summary>
    public HashSet<string> Runs { get; } = [];

    // One of which no run has begun waits for its turn.
    /// <inheritdoc/>
    protected override RunStatus? LiveStatus => State is { Status: RunStatus.Running } state && state.Members.Values.All(member => member.RunId is null) ? RunStatus.Queued : State?.Status;
}
