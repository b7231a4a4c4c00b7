using ActorLstm.Actors.Runs;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Messages;

/// <summary>What a run tells those who watch it.</summary>
public interface IRunNotice;

/// <summary>Something happened and is recorded.</summary>
/// <param name="Happened">The event.</param>
/// <param name="State">The run after it.</param>
public sealed record RunChanged(IRunEvent Happened, RunState State) : IRunNotice
{
    /// <summary>Its number among the events of the run, from 1.</summary>
    public long Number { get; init; }
}

/// <summary>A coordinator was begun, for the first time or again, and has read the run from its journal: it knows of nothing else that it was told before.</summary>
public sealed record RunRecovered(RunState State) : IRunNotice;

/// <summary>The journal could not be written or read; the run is read back from it and goes on, as often as its supervisor allows.</summary>
public sealed record JournalFailed(string Reason) : IRunNotice;

/// <summary>A slice was trained; not recorded.</summary>
public sealed record RunProgressed(SliceProgress Progress) : IRunNotice;

/// <summary>The run ended, its trainer and samplers are gone, and its files are written.</summary>
/// <param name="State">The run at its end.</param>
/// <param name="FilesFailure">Why its files lack something all the same; null where they are whole.</param>
public sealed record RunClosed(RunState State, string? FilesFailure = null) : IRunNotice;
