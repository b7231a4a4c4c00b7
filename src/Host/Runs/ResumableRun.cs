using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Runs.Sweeps;
using ActorLstm.Model;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Devices;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Runs;

/// <summary>
/// A run that this process is about to go on with: it holds the run's lease, knows where the run is, and has made sure that it
/// will be the same run, or that whatever differs is accepted.
/// </summary>
public sealed class ResumableRun : IAsyncDisposable
{
    // By their names among the versions.
    private static readonly string[] PartsOfBuild = ["actorlstm", "commit", "tree", "dotnet"];

    private readonly RunOwner owner;
    private readonly string folder;
    private readonly IReadOnlyList<IRunEvent> restored;
    private IReadOnlyList<string> drift = [];
    private bool isByHand;
    private PreparedRun? prepared;

    private ResumableRun(
        string folder, RunLease lease, RunJournal journal, RunOwner owner, RunState state, int recorded, IReadOnlyList<IRunEvent> restored, string? damage)
    {
        this.folder = folder;
        this.owner = owner;
        this.restored = restored;
        Lease = lease;
        Journal = journal;
        State = state;
        Recorded = recorded;
        Damage = damage;
    }

    /// <summary>The run as the journal tells it.</summary>
    public RunState State { get; }

    /// <summary>How many events the journal holds.</summary>
    public int Recorded { get; }

    /// <summary>What of the journal could not be read, in words; null where all could.</summary>
    public string? Damage { get; }

    /// <summary>Where its corpus was found that is not where it was, in words; null where it is there.</summary>
    public string? Moved { get; private set; }

    /// <summary>Its folder.</summary>
    public string Folder => folder;

    /// <summary>What was prepared for it.</summary>
    /// <exception cref="InvalidOperationException">Nothing was yet.</exception>
    public PreparedRun Prepared => prepared ?? throw new InvalidOperationException("The run is not prepared.");

    /// <summary>How many processes in a row have died while they worked on it and achieved nothing.</summary>
    public int Deaths => State.DeathsBefore(owner);

    /// <summary>Why it is set aside instead of being resumed; null where it is not.</summary>
    public string? SetAside => Deaths > 0 && Deaths >= RecordedConfiguration().Supervision.MaxDeaths
        ? $"its process died {Times(Deaths)}, each time before the run made progress. The program no longer resumes it by itself, so that other runs continue. "
            + $"It may need more memory than this machine has: lower training.batch-size, windows.maxlen or model.hidden in a new run, or try this one again with: resume {State.Facts!.Id}"
        : null;

    /// <summary>A note about its deaths for an automatic resume; null without deaths.</summary>
    public string? DeathWarning => Deaths == 0
        ? null
        : $"The process died {Times(Deaths)} while it worked on this run. The run starts alone; other runs start when it makes progress. Without progress it fails after {RecordedConfiguration().Supervision.MaxDeaths} deaths in a row.";

    /// <summary>The lease on the run.</summary>
    public RunLease Lease { get; }

    /// <summary>The journal that holds its events.</summary>
    public RunJournal Journal { get; }

    /// <summary>Takes the lease of a run and reads where it is.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="persistence">Where its events are kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="waits">Told in words which other program the opening waits for; null where nobody wants to know.</param>
    /// <exception cref="InvalidInputException">Another process holds the run, nothing is known of it, or it has come to its end.</exception>
    public static async Task<ResumableRun> OpenAsync(
        string folder, PersistenceOptions persistence, TimeProvider time, CancellationToken cancellation, Action<string>? waits = null)
    {
        var owner = RunOwner.ThisProcess();
        var lease = RunLease.Take(folder, owner, time);
        RunJournal? journal = null;
        try
        {
            journal = await RunJournals.OpenAsync(persistence, Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder))!, time, cancellation, waits);
            return await ReadAsync(folder, lease, journal, owner, since: null, cancellation);
        }
        catch
        {
            await (journal?.DisposeAsync() ?? ValueTask.CompletedTask);
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Reads where a run is whose lease and journal are at hand.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="lease">Its lease.</param>
    /// <param name="journal">Holds its events.</param>
    /// <param name="owner">Whose lease it is.</param>
    /// <param name="since">Where it failed after so many events, it has come to its end; null: it is gone on with wherever it failed.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="RunIsOverException">It has come to its end; its files are brought up to it.</exception>
    /// <exception cref="InvalidInputException">Nothing is known of it.</exception>
    internal static async Task<ResumableRun> ReadAsync(string folder, RunLease lease, RunJournal journal, RunOwner owner, long? since, CancellationToken cancellation)
    {
        var id = RunStore.IdOf(Path.TrimEndingDirectorySeparator(folder));
        var reading = await journal.ReadAsync(id, cancellation);
        var restored = reading.Events.Count == 0 ? FromFiles(folder) : [];
        var state = restored.Aggregate(reading.State, (state, happened) => state.Apply(happened));
        if (state.Facts is { } facts && facts.Id != id)
        {
            throw new InvalidInputException($"The folder {folder} is a copy of the run {facts.Id}, which lies beside it: go on with that one.");
        }

        var damage = Damages(
            journal.Mended,
            reading.Damage,
            restored.Count == 0 ? EditedConfiguration.Keep(folder, state) : null,
            lease.IsUnfinished || state.Facts is null ? null : ChangedFiles(folder),
            restored.Count == 0 ? null : $"The journal knows nothing of the run in {folder}: it is taken from its files, {state.Epochs.Count} epochs and {state.Samples.Count} samples.");
        var hasFailed = state.Status == RunStatus.Failed && reading.Events.Count > since;
        if ((hasFailed ? $"The run {id} failed: {state.Reason}" : WhyNot(state, folder)) is { } reason)
        {
            CompleteFiles(lease, folder, state);
            throw new RunIsOverException(Damages(damage, reason)!, state);
        }

        return new ResumableRun(folder, lease, journal, owner, state, reading.Events.Count, restored, damage);
    }

    /// <summary>Finds the corpus and the device again, and compares them with those of the run.</summary>
    /// <param name="changes">What the user wants otherwise than it was.</param>
    /// <param name="corpora">Finds the corpus.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="InvalidInputException">Something differs and is not accepted, or the corpus cannot be used.</exception>
    public async Task PrepareAsync(ResumeChanges changes, CorpusShelf corpora, CancellationToken cancellation)
    {
        var configuration = changes.ApplyTo(RecordedConfiguration());
        prepared = changes.Corpus is null
            ? await FindAndPrepareAsync(configuration, changes.Device, corpora, cancellation)
            : await PrepareAsync(configuration, changes.Device, corpora, cancellation);
        if (prepared.Corpus.File.Sha256 == State.Facts!.Corpus.Sha256)
        {
            prepared = prepared with { Corpus = prepared.Corpus.Named(State.Facts.Corpus.Name) }; // The file may have another name by now, and checkpoints hold it.
        }

        isByHand = changes.IsByHand;
        RequireAlphabet(prepared.Corpus);
        drift = [.. DriftSince(State.Facts!, prepared.Facts(State.Facts!.Id))];
        if (drift.Count > 0 && !changes.AcceptDrift)
        {
            throw new InvalidInputException(
                $"The run would not be the same run any more: {string.Join("; ", drift)}. Restore what it was, or give --accept-drift to go on all the same.");
        }
    }

    // The path may be another machine's: then the text is found by its hash.
    private async Task<PreparedRun> FindAndPrepareAsync(RunConfiguration configuration, string? device, CorpusShelf corpora, CancellationToken cancellation)
    {
        var corpus = configuration.Experiment.Corpus;
        try
        {
            return await PrepareAsync(configuration, device, corpora, cancellation);
        }
        catch (CorpusMissingException)
        {
            corpus = corpus with { Sha256 = State.Facts!.Corpus.Sha256 };
        }

        try
        {
            var moved = configuration with { Experiment = configuration.Experiment with { Corpus = corpus } };
            var found = await PrepareAsync(moved, device, corpora, cancellation, findsMoved: true);
            Moved = $"The corpus moved from {corpus.Source} to {found.Corpus.File.Origin}.";
            return found;
        }
        catch (CorpusMissingException fault)
        {
            throw new InvalidInputException(
                $"The corpus of the run is no longer at {corpus.Source}, and no file with its sha256 ({corpus.Sha256}) is in {string.Join(", ", fault.Searched)}. "
                + $"Copy it into one of these folders, or give its path: actorlstm resume {State.Facts!.Id} --corpus FILE",
                fault);
        }
    }

    /// <summary>Differences from the machine and the program that the run began with, other than drift, in words.</summary>
    public IEnumerable<string> Notes =>
    [
        .. MachineChanges(State.Facts!, Prepared.Facts(State.Facts!.Id)).Where(change => !change.ChangesNumbers).Select(change => $"{change.Words}; this does not change the numbers of the run"),
        .. BuildChanges(State.Facts!.Versions, ProgramVersions.All),
    ];

    /// <summary>How the run goes on. What was never finished or never recorded is swept out of its folder first.</summary>
    /// <param name="epochLimit">After which epoch it is to stand still; null: it trains to its end.</param>
    /// <param name="then">What it is told next.</param>
    /// <exception cref="InvalidInputException">A sweep lacks a checkpoint that cannot be taken from its run again.</exception>
    public RunLaunch Launch(int? epochLimit = null, params IReadOnlyList<IRunCommand> then)
    {
        Sweep(folder, State);
        var facts = State.Facts!;
        var resume = drift.Count == 0
            ? new ResumeRun(owner, drift, null, null, epochLimit)
            : new ResumeRun(owner, drift, Prepared.Facts(facts.Id) with { Batch = facts.Batch, Sweep = facts.Sweep }, ResolvedConfiguration.Write(Prepared.Configuration), epochLimit);
        resume = resume with { IsByHand = isByHand };
        return new RunLaunch(Prepared, facts.Id, folder, owner, [.. Restoring, resume, .. SweptCheckpoints.Complete(folder, State, Prepared), .. then]);
    }

    /// <summary>How its end is recorded: nothing works on it, and nothing need be prepared.</summary>
    /// <param name="status">How it ends.</param>
    /// <param name="reason">Why, for its record.</param>
    public RunLaunch End(RunStatus status, string? reason) =>
        new(RecordedConfiguration(), State.Facts!.Id, folder, owner, [.. Restoring, new EndRun(owner, status, reason)]);

    /// <summary>How it is resumed as paused: nothing works on it, and nothing need be prepared. To continue, it is resumed again.</summary>
    /// <param name="isByHand">See <see cref="ResumeChanges.IsByHand"/>.</param>
    public RunLaunch Pause(bool isByHand) =>
        new(
            RecordedConfiguration(), State.Facts!.Id, folder, owner,
            [.. Restoring, new ResumeRun(owner, [], null, null, State.EpochLimit) { IsByHand = isByHand, IsPaused = true }]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        Lease.Dispose();
    }

    private static string Times(int count) => count switch
    {
        1 => "once",
        2 => "two times in a row",
        3 => "three times in a row",
        _ => $"{count} times in a row",
    };

    private IEnumerable<IRunCommand> Restoring => restored.Count == 0 ? [] : [new RestoreRun(restored)];

    private RunConfiguration RecordedConfiguration() => ConfigurationLoader.Load(new ConfigurationSources(State.Configuration!, Path.Combine(folder, RunFolder.ConfigurationFile)));

    private async Task<PreparedRun> PrepareAsync(RunConfiguration configuration, string? device, CorpusShelf corpora, CancellationToken cancellation, bool findsMoved = false)
    {
        try
        {
            return await PreparedRun.PrepareAsync(configuration, corpora, cancellation, findsMoved: findsMoved);
        }
        catch (DeviceUnavailableException fault)
        {
            throw new InvalidInputException(
                device is null
                    ? $"The run {State.Facts!.Id} trains on {fault.Setting}, which cannot be used here: {fault.Why}. Resume it on a machine that has it, or here with --device cpu --accept-drift: its numbers then differ from this point on."
                    : $"--device {fault.Setting} cannot be used: {fault.Why}. Use --device cpu, or auto for the best available device.",
                fault);
        }
    }

    /// <summary>What there is to say, in one text; null for nothing.</summary>
    internal static string? Damages(params IEnumerable<string?> words) => string.Join(' ', words.OfType<string>()) is { Length: > 0 } all ? all : null;

    // Where no process was killed, somebody changed them, or the disk did.
    private static string? ChangedFiles(string folder) => RunFolder.Check(folder, RunFolder.RunFile, RunFolder.MetricsFile, RunFolder.SamplesFile) is { Count: > 0 } faults
        ? $"In {folder} {string.Join(", ", faults)}: the files are written again from the journal."
        : null;

    // Weights are of one alphabet: no drift that is accepted can change that.
    private void RequireAlphabet(Corpus corpus)
    {
        if (corpus.File.Sha256 == State.Facts!.Corpus.Sha256)
        {
            return;
        }

        var store = new CheckpointStore(Path.Combine(folder, RunFolder.CheckpointsFolder));
        foreach (var reference in Retention.Known(State).Reverse())
        {
            try
            {
                store.Load(reference).Manifest.Alphabet.RequireSame(corpus.Vocabulary);
                return;
            }
            catch (CheckpointUnusableException)
            {
                // Another one tells as well.
            }
        }

        if (State.Facts.Corpus.Distinct != corpus.Vocabulary.Count)
        {
            throw new InvalidInputException(
                $"The alphabets differ: the run was begun with {State.Facts.Corpus.Distinct} characters, the corpus has {corpus.Vocabulary.Count}. Use the corpus that the run was begun with.");
        }
    }

    private static IEnumerable<string> DriftSince(RunFacts before, RunFacts now)
    {
        if (before.Corpus.Sha256 != now.Corpus.Sha256)
        {
            yield return $"the corpus {now.Corpus.Name} has the sha256 {now.Corpus.Sha256}, not {before.Corpus.Sha256}";
        }

        if (before.Device != now.Device)
        {
            yield return $"it trains on {now.Device}, not on {before.Device}";
        }

        if (before.KernelInUse != now.KernelInUse)
        {
            yield return $"it trains with the kernel {Word(now.KernelInUse)}, not {Word(before.KernelInUse)}";
        }

        // The fused kernel gives the same numbers with any number of threads.
        if (before.Threads != now.Threads && now.KernelInUse == KernelKind.Torch)
        {
            yield return $"it trains with {now.Threads} threads, not with {before.Threads}";
        }

        foreach (var library in new[] { "torchsharp", "architecture" })
        {
            var (was, becomes) = (before.Versions.GetValueOrDefault(library), now.Versions.GetValueOrDefault(library));
            if (was != becomes)
            {
                yield return $"{library} is {becomes ?? "unknown"}, not {was ?? "unknown"}";
            }
        }

        foreach (var change in MachineChanges(before, now).Where(change => change.ChangesNumbers))
        {
            yield return change.Words;
        }
    }

    private static IEnumerable<MachineChange> MachineChanges(RunFacts before, RunFacts now) =>
        MachineChange.Between(before.Machine, now.Machine!, now.KernelInUse, trainsOnCpu: now.Device == "cpu" && before.Sweep is null);

    // A commit says nothing of what it changes.
    private static IEnumerable<string> BuildChanges(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now) =>
        from part in PartsOfBuild
        where before.TryGetValue(part, out var was) && was != now[part]
        select $"{part} is {now[part]}, not {before[part]}; whether this changes the numbers of the run is not known";

    private static string Word(KernelKind kernel) => kernel.ToString().ToLowerInvariant();

    // A run whose journal was lost is what its files say, where its page and its configuration are whole and it had not ended.
    private static IReadOnlyList<IRunEvent> FromFiles(string folder)
    {
        var file = Path.Combine(folder, RunFolder.ConfigurationFile);
        if (RunFolder.Check(folder, RunFolder.RunFile, RunFolder.ConfigurationFile).Count > 0
            || StoredRun.Read(folder).Document is not { Status: not (RunStatus.Completed or RunStatus.Diverged or RunStatus.Cancelled) } document)
        {
            return [];
        }

        var text = File.ReadAllText(file);
        var configuration = ConfigurationLoader.Load(new ConfigurationSources(text, file));
        return RunRecord.Read(
            folder,
            document,
            configuration.Plan,
            text,
            new CheckpointStore(Path.Combine(folder, RunFolder.CheckpointsFolder)));
    }

    // A kill may have come between the last event of a run and the last lines of its files.
    private static void CompleteFiles(RunLease lease, string folder, RunState state)
    {
        if (state.Facts is null)
        {
            return;
        }

        try
        {
            Sweep(folder, state);
            using var files = new RunFolder(folder);
            files.Update(state);
            lease.IsUnfinished = false;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The run {state.Facts.Id} has come to its end, and its files in {folder} lack something and cannot be written: {fault.Message}", fault);
        }
    }

    private static void Sweep(string folder, RunState state) =>
        new CheckpointStore(Path.Combine(folder, RunFolder.CheckpointsFolder)).Sweep(Retention.Known(state));

    private static string? WhyNot(RunState state, string folder) => state switch
    {
        { Facts: null } => $"The journal knows nothing of the run in {folder}: it never began, or has come to its end, or its files are damaged too. Start it anew with: actorlstm run {Path.Combine(folder, RunFolder.ConfigurationFile)}",
        { Status: RunStatus.Completed } => $"The run {state.Facts.Id} is completed: there is nothing to resume. For more epochs start another run of {Path.Combine(folder, RunFolder.ConfigurationFile)} with --set experiment.epochs=N.",
        { Status: RunStatus.Diverged } => $"The run {state.Facts.Id} has diverged and would do so again: {state.Reason} Start another run of {Path.Combine(folder, RunFolder.ConfigurationFile)} with those changes.",
        { Status: RunStatus.Cancelled } => $"The run {state.Facts.Id} was cancelled. Start another run of {Path.Combine(folder, RunFolder.ConfigurationFile)}.",
        _ => null,
    };
}
