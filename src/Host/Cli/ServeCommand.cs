using System.ComponentModel;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Service;
using ActorLstm.Model.Corpora;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>serve</c>: the hosted service, until it is told to stop.</summary>
internal sealed class ServeCommand(Terminal terminal, ProcessEnvironment environment, HttpClient http, TimeProvider time) : AsyncCommand<ServeCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var options = ServiceConfiguration.Load(Sources(settings), Environment.ProcessorCount);
        var folder = environment.Store(settings.Runs).Root;
        var runs = new RunStore(folder, folder); // Whoever asks the service for a run names none that lies elsewhere.
        var places = CorpusPlaces.FromEnvironment(environment.Variable, environment.Folder, environment.Folder) with { BaseFolders = [] };
        RunningService started;
        try
        {
            started = await RunningService.StartAsync(
                options, runs, new CorpusShelf(new CorpusLocator(places, http)), environment.Variables, settings.Verbose, time, terminal.Message, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            terminal.Message("stopping: the service had not started yet");
            return ExitCodes.Done;
        }

        await using var service = started;
        Announce(service, options, runs, settings.Json);
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, service.Stopping);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stopped.Token);
        }
        catch (OperationCanceledException)
        {
            terminal.Message("stopping: runs under way go on when the service starts again");
        }

        return ExitCodes.Done;
    }

    private ConfigurationSources Sources(Settings settings)
    {
        IEnumerable<SettingOverride> options = settings.Overrides.Select(text => new SetOption(text));
        return new ConfigurationSources(settings.Config is { } file ? ConfigurationFile.Read(Path.GetFullPath(file, environment.Folder)) : "", settings.Config ?? ServiceConfiguration.Name)
        {
            Environment = environment.Variables,
            Overrides = [.. options, .. settings.Urls is { } urls ? [new VerbOption("--urls", "service.urls", urls.Replace(';', ','), IsList: true)] : Array.Empty<SettingOverride>()],
        };
    }

    private void Announce(RunningService service, ServiceOptions options, RunStore runs, bool json)
    {
        if (service.Mended is { } mended)
        {
            terminal.Message($"note: {mended}");
        }

        if (json)
        {
            terminal.Result(JsonOutput.Line(new { service.Urls, Runs = runs.Root }));
            return;
        }

        terminal.Message($"listening on {string.Join(", ", service.Urls)}, runs in {environment.Shown(runs.Root)}");
        if (options.PublicUrl is { } address)
        {
            terminal.Message($"browsers reach it at {address}");
        }

        terminal.Message($"{options.ConcurrentRuns} at once, with {options.Threads} {(options.Threads == 1 ? "thread" : "threads")} each; "
            + (options.OperatorTokenFile is null ? "everybody on this machine may do everything" : "requests show a token"));
    }

    internal sealed class Settings : CommandSettings
    {
        [CommandOption("--urls <URLS>")]
        [Description("Where to listen, several with commas between; else http://127.0.0.1:8620. Port 0 takes a free one.")]
        public string? Urls { get; init; }

        [CommandOption("--config <FILE.conf>")]
        [Description("Settings of the service; config/service.conf explains each.")]
        public string? Config { get; init; }

        [CommandOption("--set <PATH=VALUE>")]
        [Description("A setting that stands above the file, for instance service.concurrent-runs=2. May be given several times.")]
        public string[] Overrides { get; init; } = [];

        [CommandOption(RunsOption.Template)]
        [Description(RunsOption.Description)]
        public string? Runs { get; init; }

        [CommandOption("--json")]
        [Description("Print where it listens as one JSON object.")]
        public bool Json { get; init; }

        [CommandOption("--verbose")]
        [Description("Show the log on stderr.")]
        public bool Verbose { get; init; }
    }
}
