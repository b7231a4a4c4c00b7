using System.ComponentModel;
using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Configuration;
using ActorLstm.Model;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;
using ActorLstm.Model.Sampling;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary>
/// <c>sample RUN</c>: text from a checkpoint. What is not given is as it was in the run, so that <c>sample RUN --epoch 2</c>
/// prints the very texts that the run printed after epoch 2.
/// </summary>
internal sealed class SampleCommand(Terminal terminal, ProcessEnvironment environment, TimeProvider time) : Command<SampleCommand.Settings>
{
    private const int Piece = 20;

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var (folder, _) = environment.Store(settings.Runs).Find(settings.Run);
        var experiment = ConfigurationLoader.LoadFile(Path.Combine(folder, RunFolder.ConfigurationFile), new Dictionary<string, string>(), settings.Overrides()).Experiment;
        var store = new CheckpointStore(Path.Combine(folder, RunFolder.CheckpointsFolder));
        var reference = Choose(store.List(), settings.Epoch, folder);
        var checkpoint = store.Load(reference);
        var seedText = settings.SeedText is { } given
            ? SeedText.Normalize(given, checkpoint.Manifest.Corpus.Reading with { UnknownCharacters = experiment.Corpus.UnknownCharacters }, checkpoint.Manifest.Alphabet)
            : checkpoint.Manifest.SeedText;
        var network = checkpoint.Freeze();
        if (!settings.Json)
        {
            terminal.Result(RunWords.Seed(reference.Epoch, seedText));
        }

        foreach (var temperature in experiment.Sampling.Temperatures)
        {
            for (var replica = 0; replica < experiment.Sampling.Replicas; replica++)
            {
                var address = new RandomAddress(settings.RandomSeed ?? checkpoint.Manifest.Seed, RandomPurpose.Sample, reference.Epoch, temperature, replica);
                Generate(checkpoint, network, experiment.Sampling, seedText, address, reference, settings.Json, cancellationToken);
            }
        }

        return ExitCodes.Done;
    }

    private void Generate(
        Checkpoint checkpoint,
        FrozenLstm network,
        SamplingOptions options,
        string seedText,
        RandomAddress address,
        CheckpointRef reference,
        bool json,
        CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var sampler = new Sampler(checkpoint.Manifest, network, options, seedText, address);
        if (!json)
        {
            terminal.Result(RunWords.Temperature(address.Temperature, address.Replica));
        }

        var shown = 0;
        for (var complete = false; !complete;)
        {
            cancellation.ThrowIfCancellationRequested();
            complete = sampler.Advance(Piece);
            if (!json)
            {
                var text = sampler.Text;
                terminal.Results.Write(text.AsSpan(shown));
                terminal.Results.Flush();
                shown = text.Length;
            }
        }

        if (!json)
        {
            terminal.Result("\n");
            return;
        }

        var line = new SampleLine(
            reference.Epoch,
            address.Temperature,
            address.Replica,
            seedText,
            sampler.Text,
            Math.Round(time.GetElapsedTime(started).TotalSeconds, 3),
            Environment.MachineName,
            reference.Sha256,
            sampler.Measures);
        terminal.Result(JsonSerializer.Serialize(line, RunJson.Line));
    }

    private static CheckpointRef Choose(IReadOnlyList<CheckpointRef> there, int? epoch, string folder)
    {
        if (there.Count == 0)
        {
            throw new InvalidInputException($"The run in {folder} has no checkpoint: its first epoch did not end.");
        }

        return epoch is null
            ? there[^1]
            : there.LastOrDefault(reference => reference.Epoch == epoch) ?? throw new InvalidInputException(
                $"The run in {folder} has no checkpoint of epoch {epoch}; there are those of {string.Join(", ", there.Select(reference => reference.Epoch))}.");
    }

    internal sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "<RUN>")]
        [Description("The run: its id, a beginning of it, its name, or its folder.")]
        public string Run { get; init; } = "";

        [CommandOption("--epoch <N>")]
        [Description("The epoch whose checkpoint is used; the last one otherwise.")]
        public int? Epoch { get; init; }

        [CommandOption("--temperature <T,...>")]
        [Description("The temperatures, separated by commas; those of the run otherwise. 0 always takes the likeliest character.")]
        public string? Temperature { get; init; }

        [CommandOption("--length <N>")]
        [Description("Characters of a text.")]
        public string? Length { get; init; }

        [CommandOption("--seed-text <TEXT>")]
        [Description("The text to grow from; the run's window of that epoch otherwise.")]
        public string? SeedText { get; init; }

        [CommandOption("--count <N>")]
        [Description("Texts for each temperature.")]
        public string? Count { get; init; }

        [CommandOption("--random-seed <N>")]
        [Description("What the random numbers derive from; the run's seed otherwise, which gives the run's own texts.")]
        public long? RandomSeed { get; init; }

        [CommandOption("--set <PATH=VALUE>")]
        [Description("Any other setting of the section sampling, for instance sampling.top-k=5.")]
        public string[] Set { get; init; } = [];

        [CommandOption("--runs <DIR>")]
        [Description("The folder of the runs; else $ACTORLSTM_RUNS, else ./runs.")]
        public string? Runs { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object a text, as in samples.jsonl.")]
        public bool Json { get; init; }

        /// <summary>The options as settings, to be checked as a configuration is.</summary>
        public IReadOnlyList<string> Overrides() =>
        [
            .. Set,
            .. Temperature is null ? [] : (string[])[$"sampling.temperatures=[{Temperature}]"],
            .. Length is null ? [] : (string[])[$"sampling.length={Length}"],
            .. Count is null ? [] : (string[])[$"sampling.replicas={Count}"],
        ];
    }
}
