using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using Akka.Actor;

namespace ActorLstm.Host.Service;

/// <summary>A run that the service looks after, from its submission until it has ended.</summary>
/// <param name="id">Its id.</param>
/// <param name="submission">What is to become of it.</param>
internal sealed class HostedRun(string id, Submission submission)
{
    public string Id { get; } = id;

    /// <summary>The number of its wish for a slot: the slot queue knows it by that.</summary>
    public int Number { get; set; }

    public Submission Submission { get; set; } = submission;

    /// <summary>Whether it asked for a slot, or has one.</summary>
    public bool WantsSlot { get; set; }

    /// <summary>Whether it has a slot.</summary>
    public bool HasSlot { get; set; }

    /// <summary>Whether it is being opened by another thread.</summary>
    public bool IsOpening { get; set; }

    /// <summary>The run under way in this process; null where it waits.</summary>
    public HeldRun? Held { get; set; }

    /// <summary>The run as it told last; null before its first word.</summary>
    public RunState? State { get; set; }

    /// <summary>Who waits for the service to let go of it.</summary>
    public List<IActorRef> AwaitedBy { get; } = [];

    /// <summary>Its status as users see it.</summary>
    public RunStatus Status => (Held, State, Submission.Wish) switch
    {
        (not null, { } state, _) => state.Status,
        (_, _, RunWish.Pause) => RunStatus.Paused,
        _ => RunStatus.Queued,
    };
}
