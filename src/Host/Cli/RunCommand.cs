using System.ComponentModel;
using ActorLstm.Actors.Runs;
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
        var configuration = settings.Load(environment, settings.Name is { } name ? [new VerbOption("--name", "experiment.name", name)] : []);
        var configurationFolder = Path.GetDirectoryName(Path.GetFullPath(settings.File, environment.Folder))!;
        var locator = new CorpusLocator(CorpusPlaces.FromEnvironment(environment.Variable, configurationFolder, environment.Folder), http);
        var prepared = await PreparedRun.PrepareAsync(configuration, locator, cancellationToken);
        Announce(prepared);
        await using var run = await StartedRun.StartAsync(prepared, environment.Store(settings.Runs), settings.Verbose, time, cancellationToken);
        var folder = environment.Shown(run.Folder);
        terminal.Message($"writing to {folder}");

        await using var stop = cancellationToken.Register(() => run.Process.Interrupt($"stopped by {interruption.Signal}"));
        var ended = await Display(settings, run.Folder).ShowAsync(run.Process.Notices);
        terminal.Message($"{prepared.Configuration.Experiment.Name}: {RunWords.Ending(ended.State)}");
        terminal.Message($"run {run.Id} in {folder}");
        if (ended.FilesFailure is { } failure)
        {
            terminal.Fault($"the files in {folder} lack something: {failure}");
            return ExitCodes.Failed;
        }

        return ended.State.Status switch
        {
            RunStatus.Completed => ExitCodes.Done,
            RunStatus.Interrupted => interruption.ExitCode,
            _ => ExitCodes.Failed,
        };
    }

    private void Announce(PreparedRun prepared)
    {
        var experiment = prepared.Configuration.Experiment;
        var corpus = prepared.Corpus;
        if (corpus.File.FallbackReason is { } reason)
        {
            terminal.Message($"note: training on the embedded sample text. {reason}");
        }

        if (prepared.Device.IsFallback)
        {
            terminal.Message($"note: {prepared.Device.Reason}");
        }

        terminal.Message(
            $"{experiment.Name}: {corpus.File.Name}, {corpus.Length:N0} characters, {corpus.Vocabulary.Count} distinct, {prepared.Windows.Count:N0} windows");
        terminal.Message(
            $"{Counted(experiment.Epochs, "epoch")} of {prepared.Windows.BatchesOf(experiment.Training.BatchSize):N0} batches, "
            + $"{experiment.Network.Parameters(corpus.Vocabulary.Count):N0} parameters, seed {experiment.Seed}, {prepared.Device.Name} with {Counted(prepared.Threads, "thread")}");
    }

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    // A terminal that shows both outputs is one screen: bar and texts must go through the same console then.
    private IRunDisplay Display(Settings settings, string folder)
    {
        if (settings.Json)
        {
            return new JsonRunDisplay(terminal.Results, folder);
        }

        var plain = new PlainRunDisplay(terminal.Results, terminal.Messages);
        var live = terminal.Error.Profile.Capabilities.Interactive && !settings.Verbose;
        return live ? new LiveRunDisplay(terminal.Error, terminal.Out.Profile.Out.IsTerminal ? null : plain) : plain;
    }

    internal sealed class Settings : ConfigurationSettings
    {
        [CommandOption("--name <NAME>")]
        [Description("What the run is called; else experiment.name, else the name of the file.")]
        public string? Name { get; init; }

        [CommandOption(RunsOption.Template)]
        [Description(RunsOption.Description)]
        public string? Runs { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object a line for everything that happens.")]
        public bool Json { get; init; }

        [CommandOption("--verbose")]
        [Description("Show the log on stderr instead of the progress bar.")]
        public bool Verbose { get; init; }
    }
}
