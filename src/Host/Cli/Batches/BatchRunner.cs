using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Configuration.Batches;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;

namespace ActorLstm.Host.Cli.Batches;

/// <summary>Runs a batch to its end, or goes on with one: what <c>run</c> and <c>resume</c> do where a file has several runs.</summary>
internal sealed class BatchRunner(Terminal terminal, ProcessEnvironment environment, HttpClient http, TimeProvider time, Interruption interruption)
{
    /// <summary>Runs it. A batch of that name that is there already is gone on with, and extended by the runs that it lacks.</summary>
    /// <param name="configuration">The batch.</param>
    /// <param name="folder">The folder that relative paths of corpora start from.</param>
    /// <param name="runs">Where runs are kept.</param>
    /// <param name="known">The batch to go on with; null where it may be a new one.</param>
    /// <param name="options">How it is shown.</param>
    /// <param name="cancellation">Ends it in order.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(BatchConfiguration configuration, string folder, RunStore runs, StoredBatch? known, BatchRunOptions options, CancellationToken cancellation)
    {
        var locator = new CorpusLocator(CorpusPlaces.FromEnvironment(environment.Variable, folder, environment.Folder), http);
        known?.RequireFree();
        var wanted = options.Corpus is { } corpus ? WithCorpus(configuration, corpus) : configuration;
        var prepared = await PreparedBatch.PrepareAsync(wanted, share: null, new CorpusShelf(locator), cancellation, findsMoved: known is not null);
        known ??= new BatchStore(runs).Called(configuration.Name);
        known?.RequireFree();
        RequireSameText(prepared, known, options.Corpus);
        var missing = prepared with { Runs = prepared.MissingIn(known, runs) };
        Announce(prepared, known, missing.Runs.Count);
        if (options.DryRun)
        {
            await EstimateAsync(missing, options.Json, cancellation);
            return ExitCodes.Done;
        }

        if (prepared.IsDoneBy(known, runs))
        {
            return BatchEnding.TellWhole(terminal, known!.Document!, options.Json);
        }

        var changes = new ResumeChanges(options.AcceptDrift, options.Corpus) { IsByHand = options.IsByHand };
        await using var batch = await StartedBatch.StartAsync(
            prepared, known, runs, folder, changes, options.Verbose, time, cancellation, terminal.Message);
        if (batch.Mended is { } mended)
        {
            terminal.Message($"note: {mended}");
        }

        return await new BatchWatch(terminal, environment, interruption).ToTheEndAsync(batch, options.Json, options.Verbose, cancellation);
    }

    private static BatchConfiguration WithCorpus(BatchConfiguration batch, string corpus)
    {
        var sources = batch.Runs.Select(run => run.Configuration.Experiment.Corpus.Source).Distinct().ToList();
        if (sources.Count > 1)
        {
            throw new InvalidInputException($"--corpus names one corpus, and the runs of the batch {batch.Name} have {sources.Count}: {string.Join("; ", sources)}. Put their files back instead.");
        }

        return batch with { Runs = [.. batch.Runs.Select(run => run with { Configuration = At(run.Configuration) })] };

        RunConfiguration At(RunConfiguration run) => run with { Experiment = run.Experiment with { Corpus = run.Experiment.Corpus with { Source = corpus } } };
    }

    // The text is part of what a run is: with another one all runs would be new.
    private static void RequireSameText(PreparedBatch prepared, StoredBatch? known, string? corpus)
    {
        if (corpus is not null && known?.Document is { Runs.Count: > 0 } page && !page.Runs.Any(run => prepared.Runs.ContainsKey(run.Identity)))
        {
            throw new InvalidInputException($"The corpus {corpus} is not that of the batch {known.Name} ({known.Id}): its sha256 is {prepared.CorpusSha256}. Give the corpus that the batch started with.");
        }
    }

    private void Announce(PreparedBatch prepared, StoredBatch? known, int missing)
    {
        var batch = prepared.Configuration;
        terminal.Message(
            $"{batch.Name}: a batch of {RunWords.Counted(prepared.Runs.Count, "run")}, {prepared.Slots.AtOnce} at once with {RunWords.Counted(prepared.Slots.Threads, "thread")} each{BatchWords.Rule(batch.Options.Stopping)}");
        var notes = new Notes(terminal);
        foreach (var note in prepared.Notes)
        {
            notes.Add(note);
        }

        notes.End();
        if (prepared.FewerAtOnce is { } fewer)
        {
            terminal.Message($"note: {fewer}");
        }

        if (known is not null)
        {
            terminal.Message($"goes on with the batch {known.Id}: {prepared.Runs.Count - missing} of them are done");
            foreach (var line in BatchChanges.Of(prepared, known))
            {
                terminal.Message(line);
            }
        }

        if (batch.Runs.Count - prepared.Runs.Count is > 0 and var twins)
        {
            terminal.Message($"note: {RunWords.Counted(twins, "run")} of the file {(twins == 1 ? "is" : "are")} the same as others and {(twins == 1 ? "is" : "are")} run once");
        }
    }

    private async Task EstimateAsync(PreparedBatch prepared, bool json, CancellationToken cancellation)
    {
        var estimate = await BatchEstimate.MakeAsync(prepared, time, cancellation);
        if (json)
        {
            terminal.Result(JsonOutput.Line(new
            {
                prepared.Configuration.Name,
                prepared.Slots.AtOnce,
                prepared.Slots.Threads,
                Runs = estimate.Runs.Select(run => new { run.Run.Settings, run.Run.Configuration.Experiment.Epochs, EpochSeconds = run.Estimate.TrainingSeconds, run.Estimate.TextSeconds, run.Estimate.CheckpointBytes }),
                estimate.Epochs,
                estimate.Seconds,
                estimate.Bytes,
            }));
            return;
        }

        if (estimate.Runs.Count == 0)
        {
            terminal.Message("nothing is missing: no run would be started");
            return;
        }

        var settings = estimate.Runs.SelectMany(run => run.Run.Settings.Keys).Distinct().ToList();
        var table = new TextTable(
        [
            new TextColumn("", IsNumber: true),
            .. settings.Select(path => new TextColumn(path, Least: 6)),
            new TextColumn("epochs", IsNumber: true),
            new TextColumn("an epoch", IsNumber: true),
        ]);
        foreach (var (index, (run, one)) in estimate.Runs.Index())
        {
            table.Add(
            [
                $"{index + 1}",
                .. settings.Select(path => (Cell)(run.Settings.GetValueOrDefault(path) ?? "")),
                $"{run.Configuration.Experiment.Epochs}",
                RunWords.Duration(TimeSpan.FromSeconds(one.TrainingSeconds + one.TextSeconds)),
            ]);
        }

        terminal.Out.Write(table);
        terminal.Result($"about {RunWords.Duration(TimeSpan.FromSeconds(estimate.Seconds))} for {estimate.Epochs:N0} epochs and {RunWords.Bytes((long)estimate.Bytes)} of checkpoints, by a few steps tried out now; nothing was started");
    }
}

/// <summary>How a batch is run and shown.</summary>
/// <param name="DryRun">Whether it is only described.</param>
/// <param name="AcceptDrift">Whether runs may be other runs from here on.</param>
/// <param name="Json">Whether it is shown as JSON.</param>
/// <param name="Verbose">Whether the log is shown.</param>
internal sealed record BatchRunOptions(bool DryRun, bool AcceptDrift, bool Json, bool Verbose)
{
    /// <summary>Where the corpus of its runs is now; null for where its file says.</summary>
    public string? Corpus { get; init; }

    /// <summary>
    /// Whether a person asked to resume the batch: see <see cref="ResumeChanges.IsByHand"/>. To run its file again is not that: a script may do so.
    /// </summary>
    public bool IsByHand { get; init; }
}
