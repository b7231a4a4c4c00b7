using System.ComponentModel;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Batches;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Cli.Remote;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Web.Api;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>resume RUN</c>: goes on with a run from where it was, as the same run.</summary>
internal sealed class ResumeCommand(Terminal terminal, ProcessEnvironment environment, HttpClient http, TimeProvider time, Interruption interruption)
    : AsyncCommand<ResumeCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        if (ServerOption.Client(environment, http, settings.Server, settings.Runs) is { } service)
        {
            return await ResumeAsync(service, settings, cancellationToken);
        }

        var store = environment.Store(settings.Runs);
        var found = new BatchStore(store).Names().Find(settings.Run);
        if (found.IsBatch)
        {
            return await ResumeAsync(StoredBatch.Read(found.Folder), settings, cancellationToken);
        }

        var stored = StoredRun.Read(found.Folder);
        if (stored is { Holder: not null, Status: RunStatus.Paused })
        {
            return await RequestCommand.AskAsync(stored, RequestKind.Continue, terminal, time, settings.Json, cancellationToken);
        }

        var folder = stored.Folder;
        await using var resumable = await ResumableRun.OpenAsync(folder, RecordedPersistence.Of(folder, environment.Variables), time, cancellationToken, terminal.Message);
        if (resumable.Damage is { } damage)
        {
            terminal.Message($"note: {damage}");
        }

        var locator = new CorpusLocator(CorpusPlaces.FromEnvironment(environment.Variable, folder, environment.Folder), http);
        await resumable.PrepareAsync(new ResumeChanges(settings.AcceptDrift, settings.CorpusAt(environment), settings.Device, settings.Threads) { IsByHand = true }, new CorpusShelf(locator), cancellationToken);
        if (resumable.Moved is { } moved)
        {
            terminal.Message($"note: {moved}");
        }

        RunAnnouncement.Write(terminal, resumable.Prepared);
        foreach (var note in resumable.Notes)
        {
            terminal.Message($"note: {note}");
        }

        terminal.Message(RunWords.Resumption(resumable.State));
        await using var run = await StartedRun.ResumeAsync(resumable, settings.Verbose, time);
        return await new RunWatch(terminal, environment, interruption).ToTheEndAsync(
            run, settings.Json, settings.Verbose, cancellationToken);
    }

    // One that goes on already is watched from now on.
    private async Task<int> ResumeAsync(ServiceClient service, Settings settings, CancellationToken cancellation)
    {
        service.Refuse(
            ("--accept-drift", settings.AcceptDrift), ("--corpus", settings.Corpus is not null), ("--device", settings.Device is not null), ("--threads", settings.Threads is not null), ("--verbose", settings.Verbose));
        var (id, isBatch) = await service.FindAsync(settings.Run, only: false, cancellation);
        if (isBatch)
        {
            return await ResumeAsync(service, await service.ShowBatchAsync(id, cancellation), settings.Json, cancellation);
        }

        var (run, _, events) = await service.ShowAsync(id, cancellation);
        if (run.Status == RunStatus.Paused)
        {
            return await new RemoteSteering(terminal, service, time).AskAsync(run, RequestKind.Continue, settings.Json, cancellation);
        }

        var isGoingOn = run.Status is RunStatus.Queued or RunStatus.Running;
        var now = isGoingOn ? run : await service.SteerAsync(run.Id, RequestKind.Continue, cancellation);
        return await new RemoteWatch(terminal, service, interruption, time).ToTheEndAsync(now, events, isResumed: !isGoingOn, settings.Json, cancellation);
    }

    private async Task<int> ResumeAsync(ServiceClient service, BatchAnswer served, bool json, CancellationToken cancellation)
    {
        var (batch, _, events) = served;
        if (batch.Status == RunStatus.Paused)
        {
            return await new RemoteSteering(terminal, service, time).AskAsync(batch, RequestKind.Continue, json, cancellation);
        }

        var now = batch.Status is RunStatus.Queued or RunStatus.Running ? batch : await service.SteerBatchAsync(batch.Id, RequestKind.Continue, cancellation);
        return await new RemoteBatchWatch(terminal, service, interruption, time).ToTheEndAsync(now, events, json, cancellation);
    }

    private async Task<int> ResumeAsync(StoredBatch batch, Settings settings, CancellationToken cancellation)
    {
        batch.RequireReadable();
        if (batch.Holder is not null)
        {
            return batch.Status == RunStatus.Paused
                ? await RequestCommand.AskAsync(batch, RequestKind.Continue, terminal, time, settings.Json, cancellation)
                : throw new InvalidInputException($"The batch {batch.Id} is worked on by {batch.Holder}: it goes on already.");
        }

        var file = Path.Combine(batch.Folder, BatchStore.ConfigurationFile);
        var configuration = ConfigurationLoader.LoadAny(file, RecordedPersistence.Variables(environment.Variables), []).Batch
            ?? throw new InvalidInputException($"{file} holds no batch any more: run its own file again.");
        return await new BatchRunner(terminal, environment, http, time, interruption).RunAsync(
            configuration,
            await ConfigurationFolderAsync(batch, cancellation),
            new RunStore(batch.RunsFolder, environment.Folder),
            batch,
            new BatchRunOptions(false, settings.AcceptDrift, settings.Json, settings.Verbose) { Corpus = settings.CorpusAt(environment), IsByHand = true },
            cancellation);
    }

    // The folder that relative paths of corpora start from. Where the page is gone the journal tells.
    private async Task<string> ConfigurationFolderAsync(StoredBatch batch, CancellationToken cancellation)
    {
        if (batch.Document is { ConfigurationFolder: { Length: > 0 } told })
        {
            return told;
        }

        if (batch.Submission is not null)
        {
            return batch.Folder; // It was submitted to a service, which begins from there.
        }

        await using var journals = new OpenJournals(environment.Variables, time, note => terminal.Message($"note: {note}"), terminal.Message);
        return await journals.ReadAsync(batch, cancellation) is { ConfigurationFolder: { Length: > 0 } recorded }
            ? recorded
            : throw new InvalidInputException($"The batch {batch.Id} was ended before it began, and nothing tells the folder of its file: run that file again.");
    }

    internal sealed class Settings : RemoteRunSettings
    {
        [CommandOption("--accept-drift")]
        [Description("Go on although the corpus, the device, the threads or a library are not what they were: it need not be the same run then.")]
        public bool AcceptDrift { get; init; }

        [CommandOption("--corpus <FILE>")]
        [Description("Where the corpus is now; else where it was.")]
        public string? Corpus { get; init; }

        [CommandOption("--device <DEVICE>")]
        [Description("Where to train: cpu, cuda or cuda:N; else where it did.")]
        public string? Device { get; init; }

        [CommandOption("--threads <N>")]
        [Description("Threads of a training step; else as many as before.")]
        public int? Threads { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object a line for everything that happens.")]
        public bool Json { get; init; }

        [CommandOption("--verbose")]
        [Description("Show the log on stderr instead of the progress bar.")]
        public bool Verbose { get; init; }

        // A name is known everywhere; a path is one from the user's folder.
        public string? CorpusAt(ProcessEnvironment environment) =>
            Corpus is null || KnownCorpus.IsName(Corpus)
                ? Corpus
                : Path.GetFullPath(Corpus, environment.Folder);

        public override ValidationResult Validate()
        {
            if (Threads is < 1 or > 1024)
            {
                return ValidationResult.Error($"--threads wants a whole number from 1 to 1024; found {Threads}.");
            }

            return Device is null || ActorLstm.Model.Devices.DeviceSelection.IsValid(Device)
                ? ValidationResult.Success()
                : ValidationResult.Error($"--device wants auto, cpu, cuda or cuda:N, such as cuda:0; found {Device}.");
        }
    }
}
