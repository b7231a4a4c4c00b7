using System.ComponentModel;
using ActorLstm.Actors.Messages;
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
        var ended = await ShowAsync(Display(settings, run.Folder), run.Process);
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

    // Where the output cannot be written any more, the run is ended in order and not torn down.
    private static async Task<RunClosed> ShowAsync(IRunDisplay display, RunProcess process)
    {
        try
        {
            return await display.ShowAsync(process.Notices);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            process.Interrupt($"its output could not be written: {fault.Message}");
            await foreach (var notice in process.Notices)
            {
                if (notice is RunClosed)
                {
                    throw new OutputException(fault);
                }
            }

            throw;
        }
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
            $"{RunWords.Counted(experiment.Epochs, "epoch")} of {RunWords.Counted(prepared.Windows.BatchesOf(experiment.Training.BatchSize), "batch")}, "
            + $"{experiment.Network.Parameters(corpus.Vocabulary.Count):N0} parameters, seed {experiment.Seed}, {prepared.Device.Name} with {RunWords.Counted(prepared.Threads, "thread")}");
    }

    private IRunDisplay Display(Settings settings, string folder)
    {
        if (settings.Json)
        {
            return new JsonRunDisplay(terminal.Results, folder);
        }

        return terminal.IsScreen && !settings.Verbose
            ? new LiveRunDisplay(terminal.Error)
            : new PlainRunDisplay(terminal.Results, terminal.Messages);
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
