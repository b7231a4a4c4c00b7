using ActorLstm.Actors.Batches;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;

namespace ActorLstm.Host.Runs;

/// <summary>The journals of the runs and batches that are looked at, each opened once, when it is first needed: to open one is to examine it whole.</summary>
/// <param name="variables">Environment variables, which may say where a journal is.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told what of a journal was found damaged and was mended.</param>
/// <param name="waits">Told in words which other program an opening waits for; null where nobody wants to know.</param>
internal sealed class OpenJournals(IReadOnlyDictionary<string, string> variables, TimeProvider time, Action<string> report, Action<string>? waits) : IAsyncDisposable
{
    private readonly Dictionary<(PersistenceOptions, string), Task<RunJournal?>> journals = [];
    private readonly RunJournal? one;

    /// <param name="journal">The journal of all runs, which is open and stays so.</param>
    public OpenJournals(RunJournal journal)
        : this(new Dictionary<string, string>(), TimeProvider.System, _ => { }, waits: null) => one = journal;

    /// <summary>The journal of a run; null where there is none.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="cancellation">Ends the opening.</param>
    /// <exception cref="InvalidInputException">It cannot be used.</exception>
    /// <exception cref="ConfigurationException">The environment names no journal that there can be.</exception>
    public Task<RunJournal?> OfAsync(string folder, CancellationToken cancellation) =>
        OfAsync((RecordedPersistence.Of(folder, variables), Path.GetDirectoryName(folder)!), cancellation);

    /// <summary>The journal of a batch; null where there is none.</summary>
    /// <exception cref="InvalidInputException">It cannot be used.</exception>
    /// <exception cref="ConfigurationException">The environment names no journal that there can be.</exception>
    public Task<RunJournal?> OfAsync(StoredBatch batch, CancellationToken cancellation) =>
        OfAsync((RecordedPersistence.Of(batch.Folder, variables, BatchStore.ConfigurationFile), batch.RunsFolder), cancellation);

    /// <summary>What the journal tells of a batch that nobody works on.</summary>
    /// <exception cref="InvalidInputException">It cannot be used.</exception>
    /// <exception cref="ConfigurationException">The environment names no journal that there can be.</exception>
    public async Task<BatchState> ReadAsync(StoredBatch batch, CancellationToken cancellation)
    {
        if (await OfAsync(batch, cancellation) is not { } journal)
        {
            return BatchState.Initial;
        }

        var reading = await journal.ReadBatchAsync(batch.Id, cancellation);
        if (reading.Damage is { } damage)
        {
            report(damage);
        }

        return reading.State;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var opened in journals.Values.Where(opened => opened.IsCompletedSuccessfully))
        {
            await ((await opened)?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private Task<RunJournal?> OfAsync((PersistenceOptions Options, string Runs) place, CancellationToken cancellation) =>
        one is not null ? Task.FromResult<RunJournal?>(one) : journals.TryGetValue(place, out var known) ? known : journals[place] = OpenAsync(place, cancellation);

    private async Task<RunJournal?> OpenAsync((PersistenceOptions Options, string Runs) place, CancellationToken cancellation)
    {
        var journal = await RunJournals.FindAsync(place.Options, place.Runs, time, cancellation, waits);
        if (journal?.Mended is { } mended)
        {
            report(mended);
        }

        return journal;
    }
}
