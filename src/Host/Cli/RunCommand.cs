using System.ComponentModel;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Batches;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Cli.Remote;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Configuration.Sweeps;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Sweeps;
using ActorLstm.Host.Web.Api;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>run FILE.conf</c>: runs an experiment to its end.</summary>
internal sealed class RunCommand(Terminal terminal, ProcessEnvironment environment, HttpClient http, TimeProvider time, Interruption interruption)
    : AsyncCommand<RunCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        IReadOnlyList<SettingOverride> more = settings.Name is { } name ? [new VerbOption("--name", "experiment.name", name)] : [];
        var loaded = settings.Load(environment, more);
        if (ServerOption.Client(environment, http, settings.Server, settings.Runs) is { } service)
        {
            return await SubmitAsync(service, loaded, settings, more, cancellationToken);
        }

        if (settings.Detach)
        {
            throw new InvalidInputException($"--detach wants a service that goes on with the run: name it with --server or {ServerOption.Variable}.");
        }

        var configurationFolder = Path.GetDirectoryName(Path.GetFullPath(settings.File, environment.Folder))!;
        if (loaded is { Batch: { } batch, Run.Sweep.Run: null })
        {
            return await new BatchRunner(terminal, environment, http, time, interruption).RunAsync(
                batch, configurationFolder, environment.Store(settings.Runs), null, new BatchRunOptions(settings.DryRun, false, settings.Json, settings.Verbose), cancellationToken);
        }

        var locator = new CorpusLocator(CorpusPlaces.FromEnvironment(environment.Variable, configurationFolder, environment.Folder), http);
        var prepared = await PrepareAsync(loaded.Run, settings, more, new CorpusShelf(locator), cancellationToken);
        RunAnnouncement.Write(terminal, prepared);
        if (settings.DryRun)
        {
            terminal.Message(RunAnnouncement.Memory(prepared));
            terminal.Message(RunAnnouncement.Estimate(prepared, time));
            return ExitCodes.Done;
        }

        await using var run = await StartedRun.StartAsync(prepared, environment.Store(settings.Runs), settings.Verbose, time, cancellationToken, terminal.Message);
        if (run.Mended is { } mended)
        {
            terminal.Message($"note: {mended}");
        }

        return await new RunWatch(terminal, environment, interruption).ToTheEndAsync(
            run, settings.Json, settings.Verbose, cancellationToken);
    }

    private async Task<int> SubmitAsync(ServiceClient service, LoadedConfiguration loaded, Settings settings, IReadOnlyList<SettingOverride> more, CancellationToken cancellation)
    {
        service.Refuse(("--dry-run", settings.DryRun), ("--verbose", settings.Verbose));
        var batch = loaded is { Batch: { } several, Run.Sweep.Run: null } ? several : null;
        var before = batch is null || settings.Detach ? null : await service.NewestBatchAsync(batch.Name, cancellation);
        var submitted = await service.SubmitAsync(batch?.Text ?? settings.TextOfGiven(environment, more), terminal.Message, time, cancellation);
        foreach (var line in submitted.Changes ?? [])
        {
            terminal.Message(line);
        }

        if (settings.Detach)
        {
            terminal.Result(settings.Json ? JsonOutput.Line(submitted) : submitted.Id);
            return ExitCodes.Done;
        }

        if (submitted.IsBatch)
        {
            return await WatchAsync(service, before?.Batch.Id == submitted.Id ? before : null, submitted.Id, settings.Json, cancellation);
        }

        var run = (await service.ShowAsync(submitted.Id, cancellation)).Run;
        return await new RemoteWatch(terminal, service, interruption, time).ToTheEndAsync(run, after: 0, isResumed: false, settings.Json, cancellation);
    }

    // A batch that was there before is gone on with; where nothing of it was missing it is as it was.
    private async Task<int> WatchAsync(ServiceClient service, BatchAnswer? before, string id, bool json, CancellationToken cancellation)
    {
        var (now, document, events) = await service.ShowBatchAsync(id, cancellation);
        if (before is not null)
        {
            terminal.Message($"goes on with the batch {id}: {before.Batch.RunsEnded} of its {RunWords.Counted(before.Batch.Runs, "run")} are done");
        }

        return now.Status == RunStatus.Completed && events == before?.Events
            ? BatchEnding.TellWhole(terminal, document!, json)
            : await new RemoteBatchWatch(terminal, service, interruption, time).ToTheEndAsync(now, before?.Events ?? 0, json, cancellation);
    }

    // A sweep is read a second time, above the configuration of the run that it takes its checkpoints from.
    private async Task<PreparedRun> PrepareAsync(RunConfiguration configuration, Settings settings, IReadOnlyList<SettingOverride> more, CorpusShelf corpora, CancellationToken cancellation)
    {
        if (configuration.Sweep.Run is not { } run)
        {
            return await PreparedRun.PrepareAsync(configuration, corpora, cancellation);
        }

        await using var mending = environment.Mending(time, terminal);
        var source = SweepSource.Of(await mending.MendAsync(StoredRun.Read(environment.Store(settings.Runs).Names().Find(run).Folder), [], cancellation));
        var epochs = new EpochChoice(EpochChoiceKind.Listed, source.Choose(configuration.Sweep.Epochs));
        var whole = settings.LoadSweep(environment, source.Configuration(), more) with { Sweep = new SweepOptions { Run = source.Run.Folder, Epochs = epochs } };
        var prepared = await PreparedRun.PrepareAsync(whole, corpora, cancellation, findsMoved: true);
        return prepared with { Source = source };
    }

    internal sealed class Settings : ConfigurationSettings
    {
        [CommandOption("--name <NAME>")]
        [Description("What the run is called; else experiment.name, else the name of the file.")]
        public string? Name { get; init; }

        [CommandOption(RunsOption.Template)]
        [Description(RunsOption.Description)]
        public string? Runs { get; init; }

        [CommandOption(ServerOption.Template)]
        [Description(ServerOption.Description)]
        public string? Server { get; init; }

        [CommandOption("--detach")]
        [Description("With a service: print the id of the run once it is submitted, and do not watch it.")]
        public bool Detach { get; init; }

        [CommandOption("--dry-run")]
        [Description("Start nothing: say what would be run, and how long it would take.")]
        public bool DryRun { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object a line for everything that happens.")]
        public bool Json { get; init; }

        [CommandOption("--verbose")]
        [Description("Show the log on stderr instead of the progress bar.")]
        public bool Verbose { get; init; }
    }
}
