using System.ComponentModel;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Imports;
using ActorLstm.Host.Runs;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>import FILE</c>: weights from elsewhere become a run with one checkpoint, from which <c>sample</c> generates texts.</summary>
internal sealed class ImportCommand(Terminal terminal, ProcessEnvironment environment, HttpClient http, TimeProvider time) : AsyncCommand<ImportCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var weights = WeightsFile.Read(Path.GetFullPath(settings.File, environment.Folder));
        var loaded = settings.Load(weights, environment.Variables);
        var configurationFolder = Path.GetDirectoryName(Path.GetFullPath(settings.Config ?? settings.File, environment.Folder))!;
        var locator = new CorpusLocator(CorpusPlaces.FromEnvironment(environment.Variable, configurationFolder, environment.Folder), http);
        var prepared = await PreparedRun.PrepareAsync(loaded, new CorpusShelf(locator), cancellationToken, MemoryLimit.None); // Nothing is trained.
        var imported = ImportedRun.Of(weights, prepared);
        var (id, folder, failure) = await imported.RecordAsync(environment.Store(settings.Runs), time, terminal.Message, cancellationToken);
        terminal.Result(settings.Json ? JsonOutput.Line(new Imported(id, imported.Prepared.Configuration.Experiment.Name, folder)) : $"run {id} in {environment.Shown(folder)}");
        if (failure is not null)
        {
            terminal.Fault($"the files in {folder} lack something: {failure}");
            return ExitCodes.Failed;
        }

        terminal.Message($"text from it with: actorlstm sample {environment.NameOf(folder)}");
        return ExitCodes.Done;
    }

    private sealed record Imported(string Id, string Name, string Folder);

    internal sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "<FILE>")]
        [Description("The weights: a safetensors file, or a PyTorch state dict (.pt).")]
        public string File { get; init; } = "";

        [CommandOption("--config <FILE.conf>")]
        [Description("The experiment that they belong to: its corpus gives the alphabet, model.layers and model.hidden the shape of the network. An export in safetensors needs none where its corpus is known by name.")]
        public string? Config { get; init; }

        [CommandOption("--set <PATH=VALUE>")]
        [Description("A setting that stands above the file, for instance model.hidden=256. May be given several times.")]
        public string[] Overrides { get; init; } = [];

        [CommandOption("--name <NAME>")]
        [Description("What the run is called; else experiment.name, else the name of the file.")]
        public string? Name { get; init; }

        [CommandOption(RunsOption.Template)]
        [Description(RunsOption.Description)]
        public string? Runs { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object.")]
        public bool Json { get; init; }

        /// <summary>Reads the experiment that the weights belong to.</summary>
        /// <exception cref="InvalidInputException">None is given and the weights do not tell it, or it is a batch.</exception>
        public RunConfiguration Load(WeightsFile weights, IReadOnlyDictionary<string, string> variables)
        {
            VerbOption[] name = Name is null ? [] : [new VerbOption("--name", "experiment.name", Name)];
            SettingOverride[] overrides = [.. Overrides.Select(text => new SetOption(text)), .. name];
            if (Config is null)
            {
                var told = MetadataConfiguration.Of(weights, Overrides.Any(text => text.Contains("corpus.source", StringComparison.Ordinal)));
                return ConfigurationLoader.Load(told with { Environment = variables, Overrides = overrides });
            }

            var loaded = ConfigurationLoader.LoadAny(Config, variables, overrides);
            return loaded.Batch is null ? loaded.Run : throw new InvalidInputException($"{Config} describes a batch; weights belong to one run. Leave the section batch out.");
        }
    }
}
