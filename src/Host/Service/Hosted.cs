using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using Akka.Actor;

namespace ActorLstm.Host.Service;

/// <summary>A run or a batch that the service looks after, from its submission until it has ended.</summary>
/// <typeparam name="TCommand">What it can be told.</typeparam>
/// <param name="id">Its id.</param>
/// <param name="submission">What is to become of it.</param>
internal abstract class Hosted<TCommand>(string id, Submission submission)
{
    public string Id { get; } = id;

    public Submission Submission { get; set; } = submission;

    /// <summary>Whether it is being opened by another thread.</summary>
    public bool IsOpening => Opening is not null;

    /// <summary>Ends the opening where something else is wished meanwhile; null where it is not being opened.</summary>
    public CancellationTokenSource? Opening { get; set; }

    /// <summary>Whether a user asked for it to be resumed: see <see cref="ResumeChanges.IsByHand"/>.</summary>
    public bool IsByHand { get; init; }

    /// <summary>What is under way in this process; null where it waits.</summary>
    public Held<TCommand>? Held { get; set; }

    /// <summary>Who waits for the service to let go of it.</summary>
    public List<IActorRef> AwaitedBy { get; } = [];

    /// <summary>Its status as users see it.</summary>
    public RunStatus Status => (Held is null ? null : LiveStatus) ?? (Submission.Wish == RunWish.Pause ? RunStatus.Paused : RunStatus.Queued);

    /// <summary>Its status as it told last; null before its first word.</summary>
    protected abstract RunStatus? LiveStatus { get; }

    /// <summary>Lets go of it.</summary>
    /// <param name="isUnfinished">Whether its files may lack something.</param>
    public void Close(bool isUnfinished)
    {
        Held?.Close(isUnfinished);
        Held = null;
    }
}
