using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Runs;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>The events of the runs of one folder, for whoever wants to know what happened without running anything.</summary>
public interface IRunJournal
{
    /// <summary>Reads the events of a run. What is damaged, and what came after it, is set aside and named.</summary>
    /// <param name="runId">The run's id.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<JournalReading> ReadAsync(string runId, CancellationToken cancellation);

    /// <summary>Forgets a run; one that is not there is no error.</summary>
    /// <returns>The bytes that became free.</returns>
    Task<long> RemoveAsync(string runId, CancellationToken cancellation);
}

/// <summary>What the journal says of a batch.</summary>
/// <param name="Events">Its events, the first one first; none where the journal does not know it.</param>
/// <param name="Damage">What could not be read, what was saved and where the rest is kept, in words; null where everything could be read.</param>
public sealed record BatchReading(IReadOnlyList<IBatchEvent> Events, string? Damage)
{
    /// <summary>The batch as the events tell it.</summary>
    public BatchState State => Events.Aggregate(BatchState.Initial, (state, happened) => state.Apply(happened));
}

/// <summary>What the journal says of a run.</summary>
/// <param name="Events">Its events, the first one first; none where the journal does not know it.</param>
/// <param name="Damage">What could not be read, what was saved and where the rest is kept, in words; null where everything could be read.</param>
public sealed record JournalReading(IReadOnlyList<IRunEvent> Events, string? Damage)
{
    /// <summary>The run as the events tell it.</summary>
    public RunState State => Events.Aggregate(RunState.Initial, (state, happened) => state.Apply(happened));
}
