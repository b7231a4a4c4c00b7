using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Model;
using Akka.Actor;

namespace ActorLstm.Host.Runs;

/// <summary>Where runs go on: in this process, or on the trainer nodes of a cluster.</summary>
internal interface IRunSite
{
    /// <summary>Whether they end with this process.</summary>
    bool IsHere { get; }

    /// <summary>Whether a run goes on there, though nobody may follow it from here.</summary>
    bool IsUnderWay(string id);

    /// <summary>Opens a run: one of which nothing is recorded yet begins, every other one goes on.</summary>
    /// <exception cref="RunIsOverException">It has come to its end.</exception>
    /// <exception cref="OtherRunException">Its id belongs to a run that is none of the batch.</exception>
    /// <exception cref="InvalidInputException">It cannot be begun, or would not be the same run any more.</exception>
    Task<Opened<IRunNotice>> OpenAsync(RunToOpen run, CancellationToken cancellation);
}

/// <summary>A run that is to go on.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Configuration">Its configuration where it begins; null for what <c>experiment.conf</c> in its folder says.</param>
/// <param name="Changes">What is wanted otherwise where it is gone on with.</param>
internal sealed record RunToOpen(string Id, RunConfiguration? Configuration, ResumeChanges Changes)
{
    /// <summary>Its place in a batch; null where it belongs to none.</summary>
    public BatchFacts? Batch { get; init; }

    /// <summary>After which epoch it stands still; null: it trains to its end.</summary>
    public int? EpochLimit { get; init; }

    /// <summary>Whether it keeps the limit that is recorded of it, whatever <see cref="EpochLimit"/> says.</summary>
    public bool KeepsLimit { get; init; }

    /// <summary>Why it is to end as completed instead of training further; null: it trains.</summary>
    public string? Completion { get; init; }

    /// <summary>Whether to end it as cancelled instead of resuming it.</summary>
    public bool IsToBeCancelled { get; init; }

    /// <summary>Why to end it as interrupted instead of resuming it; null: it is resumed.</summary>
    public string? Interruption { get; init; }

    /// <summary>Whether it is paused from the start: see <see cref="Opened{TNotice}.IsPaused"/>.</summary>
    public bool IsToBePaused { get; init; }

    /// <summary>
    /// How many of its events were known when it was asked for. If it failed after that, it has ended. If it was resumed after that, the request of a
    /// person to resume it is already fulfilled. Null: resume it wherever it failed.
    /// </summary>
    public long? Since { get; init; }

    // Where events of the batch were lost its runs may have other numbers than before.
    /// <summary>Whether a run is the one that is meant: ids are drawn by chance, and in the second in which two processes begin runs, both may have drawn the same.</summary>
    public bool IsThis(RunFacts run) => Batch is not { } wanted || (run.Batch is { } place && place.Id == wanted.Id
        && (place.Number == wanted.Number || (place.Settings.Count == wanted.Settings.Count && !place.Settings.Except(wanted.Settings).Any())));
}

/// <summary>A run or a batch that was opened.</summary>
/// <typeparam name="TNotice">What it tells.</typeparam>
/// <param name="Lease">Its lease; null where another process has it.</param>
/// <param name="Begin">Begins its actors: under whom, who hears what they tell, and what they are called. What comes back takes commands.</param>
internal sealed record Opened<TNotice>(RunLease? Lease, Func<IActorRefFactory, IListener<TNotice>, string, IActorRef> Begin)
{
    /// <summary>What of its journal could not be read, in words; null where all could.</summary>
    public string? Damage { get; init; }

    /// <summary>Bytes of memory that it adds to those of the process; 0 for a batch, and if only its end or its pause is recorded.</summary>
    public long Memory { get; init; }

    /// <summary>
    /// Whether it is paused from the start. Then it has no turn and no memory. To continue it, tell its feed <see cref="LetGo"/>, and open it again.
    /// </summary>
    public bool IsPaused { get; init; }

    /// <summary>How it is resumed, in words for the log; null without anything to report.</summary>
    public string? Note { get; init; }
}

/// <summary>The id of a run that was to be opened belongs to a run that is none of its batch.</summary>
internal sealed class OtherRunException() : Exception("The run is none of this batch.");
