using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Service;

/// <summary>A run that the service looks after.</summary>
/// <param name="id">Its id.</param>
/// <param name="submission">What is to become of it.</param>
internal sealed class HostedRun(string id, Submission submission) : Hosted<IRunCommand>(id, submission)
{
    /// <summary>The number of its wish for a slot: the slot queue knows it by that.</summary>
    public int Number { get; set; }

    /// <summary>Whether it asked for a slot, or has one.</summary>
    public bool WantsSlot { get; set; }

    /// <summary>Whether it has a slot.</summary>
    public bool HasSlot { get; set; }

    /// <summary>The run as it told last; null before its first word.</summary>
    public RunState? State { get; set; }

    /// <inheritdoc/>
    protected override RunStatus? LiveStatus => State?.Status;
}
