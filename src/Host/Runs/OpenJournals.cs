using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;

namespace ActorLstm.Host.Runs;

/// <summary>The journals of the runs that are looked at, each opened once, when it is first needed: to open one is to examine it whole.</summary>
internal sealed class OpenJournals : IAsyncDisposable
{
    private readonly Dictionary<(PersistenceOptions, string), Task<RunJournal?>> journals = [];
    private readonly RunJournal? one;
    private readonly IReadOnlyDictionary<string, string> variables = new Dictionary<string, string>();
    private readonly TimeProvider time = TimeProvider.System;
    private readonly Action<string> report = _ => { };

    /// <param name="variables">Environment variables, which may say where a journal is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Told what of a journal was found damaged and was mended.</param>
    public OpenJournals(IReadOnlyDictionary<string, string> variables, TimeProvider time, Action<string> report)
    {
        this.variables = variables;
        this.time = time;
        this.report = report;
    }

    /// <param name="journal">The journal of all runs, which is open and stays so.</param>
    public OpenJournals(RunJournal journal) => one = journal;

    /// <summary>The journal of a run; null where there is none.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="cancellation">Ends the opening.</param>
    /// <exception cref="InvalidInputException">It cannot be used.</exception>
    /// <exception cref="ConfigurationException">The environment names no journal that there can be.</exception>
    public Task<RunJournal?> OfAsync(string folder, CancellationToken cancellation)
    {
        if (one is not null)
        {
            return Task.FromResult<RunJournal?>(one);
        }

        var place = (RecordedPersistence.Of(folder, variables), Path.GetDirectoryName(folder)!);
        return journals.TryGetValue(place, out var known) ? known : journals[place] = OpenAsync(place, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var opened in journals.Values.Where(opened => opened.IsCompletedSuccessfully))
        {
            await ((await opened)?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private async Task<RunJournal?> OpenAsync((PersistenceOptions Options, string Runs) place, CancellationToken cancellation)
    {
        var journal = await RunJournals.FindAsync(place.Options, place.Runs, time, cancellation);
        if (journal?.Mended is { } mended)
        {
            report(mended);
        }

        return journal;
    }
}
