using System.Text.Json.Serialization;
using ActorLstm.Actors.Runs;

namespace ActorLstm.Actors.Batches;

/// <summary>What happened to a batch. Events are kept for ever; a change of meaning is a new event.</summary>
public interface IBatchEvent
{
    /// <summary>When it happened.</summary>
    DateTimeOffset At { get; }
}

/// <summary>What happened to one run of it.</summary>
public interface IMemberEvent : IBatchEvent
{
    /// <summary>The run's number.</summary>
    int Number { get; }
}

/// <summary>It began.</summary>
public sealed record BatchStarted(string Id, string Name, DateTimeOffset At) : IBatchEvent;

/// <summary>A process took it over.</summary>
/// <param name="Owner">The process.</param>
/// <param name="Options">How it deals with its runs, from here on.</param>
/// <param name="Again">The numbers of the runs that had ended and are run again: they failed, or their folders are gone.</param>
/// <param name="Removed">The numbers of the runs that had not ended and that the file does not have any more.</param>
/// <param name="ConfigurationFolder">The folder of its file, from which relative paths start.</param>
/// <param name="At">When.</param>
public sealed record BatchTaken(
    RunOwner Owner, BatchOptions Options, IReadOnlyList<int> Again, IReadOnlyList<int> Removed, string ConfigurationFolder, DateTimeOffset At) : IBatchEvent;

/// <summary>Runs were added. Those that are added together compete with one another, and with no others.</summary>
public sealed record MembersAdded(IReadOnlyList<BatchMember> Members, DateTimeOffset At) : IBatchEvent
{
    /// <summary>
    /// The settings that these runs share, by path, with the values as they are written. A run's own setting replaces the shared one.
    /// Null if they were not recorded.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Shared { get; init; }
}

/// <summary>A run is about to begin. It happens again where the id turns out to be that of a run that is none of the batch.</summary>
public sealed record MemberBegun(int Number, string RunId, DateTimeOffset At) : IMemberEvent;

/// <summary>A run has come to where it stands still for a comparison.</summary>
public sealed record MemberHeld(int Number, int Epochs, double Loss, DateTimeOffset At) : IMemberEvent;

/// <summary>A run goes on after a comparison.</summary>
/// <param name="Number">Which.</param>
/// <param name="Rung">The next comparison that it goes to, from 0.</param>
/// <param name="At">When.</param>
public sealed record MemberAdvanced(int Number, int Rung, DateTimeOffset At) : IMemberEvent;

/// <summary>A run is to train no further after a comparison.</summary>
public sealed record MemberStopped(int Number, string Reason, DateTimeOffset At) : IMemberEvent;

/// <summary>A run failed and is resumed.</summary>
public sealed record MemberRetried(int Number, string Reason, int Attempt, DateTimeOffset At) : IMemberEvent;

/// <summary>A run ended.</summary>
public sealed record MemberEnded(int Number, MemberResult Result, DateTimeOffset At) : IMemberEvent;

/// <summary>All runs are to stop for a while.</summary>
public sealed record BatchPaused(DateTimeOffset At) : IBatchEvent;

/// <summary>They are to go on.</summary>
public sealed record BatchContinued(DateTimeOffset At) : IBatchEvent;

/// <summary>It ended.</summary>
public sealed record BatchEnded(RunStatus Status, string? Reason, DateTimeOffset At) : IBatchEvent;
