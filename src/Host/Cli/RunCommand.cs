using System.ComponentModel;
using ActorLstm.Host.Cli.Batches;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Model.Corpora;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>run FILE.conf</c>: runs an experiment to its end.</summary>
internal sealed class RunCommand(Terminal terminal, ProcessEnvironment environment, HttpClient http, TimeProvider time, Interruption interruption)
    : AsyncCommand<RunCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var loaded = settings.Load(environment, settings.Name is { } name ? [new VerbOption("--name", "experiment.name", name)] : []);
        var configurationFolder = Path.GetDirectoryName(Path.GetFullPath(settings.File, environment.Folder))!;
        if (loaded.Batch is { } batch)
        {
            return await new BatchRunner(terminal, environment, http, time, interruption).RunAsync(
                batch, configurationFolder, environment.Store(settings.Runs), null, new BatchRunOptions(settings.DryRun, false, settings.Json, settings.Verbose), cancellationToken);
        }

        var locator = new CorpusLocator(CorpusPlaces.FromEnvironment(environment.Variable, configurationFolder, environment.Folder), http);
        var prepared = await PreparedRun.PrepareAsync(loaded.Run, new CorpusShelf(locator), cancellationToken);
        RunAnnouncement.Write(terminal, prepared);
        if (settings.DryRun)
        {
            terminal.Message(RunAnnouncement.Estimate(prepared, time));
            return ExitCodes.Done;
        }

        await using var run = await StartedRun.StartAsync(prepared, environment.Store(settings.Runs), settings.Verbose, time, cancellationToken);
        if (run.Mended is { } mended)
        {
            terminal.Message($"note: {mended}");
        }

        return await new RunWatch(terminal, environment, interruption).ToTheEndAsync(
            run, prepared.Configuration.Experiment.Name, settings.Json, settings.Verbose, cancellationToken);
    }

    internal sealed class Settings : ConfigurationSettings
    {
        [CommandOption("--name <NAME>")]
        [Description("What the run is called; else experiment.name, else the name of the file.")]
        public string? Name { get; init; }

        [CommandOption(RunsOption.Template)]
        [Description(RunsOption.Description)]
        public string? Runs { get; init; }

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
