using ActorLstm.Actors.Projections;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Cli.Remote;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
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
internal sealed class SampleCommand(Terminal terminal, ProcessEnvironment environment, HttpClient http, TimeProvider time) : AsyncCommand<SampleSettings>
{
    private const int Together = 64; // texts of a temperature that grow together
    private const int Piece = 20;

    public override async Task<int> ExecuteAsync(CommandContext context, SampleSettings settings, CancellationToken cancellationToken)
    {
        if (ServerOption.Client(environment, http, settings.Server, settings.Runs) is { } service)
        {
            return await new RemoteTexts(terminal, service).ShowAsync(settings, cancellationToken);
        }

        await using var mending = environment.Mending(time, terminal);
        var run = await mending.MendAsync(StoredRun.Read(environment.Store(settings.Runs).Names().Find(settings.Run).Folder), [], cancellationToken);
        var folder = run.Folder;
        var configuration = ConfigurationLoader.LoadFile(Path.Combine(folder, RunFolder.ConfigurationFile), new Dictionary<string, string>(), settings.Overrides());
        var experiment = configuration.Experiment;
        var store = new CheckpointStore(Path.Combine(folder, RunFolder.CheckpointsFolder));
        var reference = CheckpointChoice.Of(folder, store, run.Document?.Sweep, settings.Epoch);
        terminal.Message($"run {run.Id}, epoch {reference.Epoch}");
        var checkpoint = store.Load(reference);
        IReadOnlyList<string> seedTexts = settings.SeedText is { } given
            ? [Read(given, checkpoint.Manifest, experiment.Corpus.UnknownCharacters)]
            : configuration.Plan.SeedTexts ?? [checkpoint.Manifest.SeedText];
        var together = MemoryLimit.OfThisProcess().TextsTogether(experiment, checkpoint.Manifest.Alphabet.Count, Math.Min(Together, experiment.Sampling.Replicas));
        var network = checkpoint.Freeze();
        var shown = "";
        foreach (var temperature in experiment.Sampling.Temperatures)
        {
            foreach (var (seedText, replicas) in Groups(seedTexts, experiment.Sampling.Replicas, together))
            {
                if (!settings.Json && shown != seedText)
                {
                    terminal.Result(RunWords.Seed(reference.Epoch, shown = seedText));
                }

                var addresses = replicas.Select(replica =>
                    new RandomAddress(settings.RandomSeed ?? experiment.Seed, RandomPurpose.Sample, reference.Epoch, temperature, replica));
                Generate(checkpoint, network, experiment.Sampling, seedText, [.. addresses], reference, settings.Json, cancellationToken);
            }
        }

        return ExitCodes.Done;
    }

    // The replicas of a temperature are counted through its seed texts, as in a run.
    private static IEnumerable<(string SeedText, int[] Replicas)> Groups(IReadOnlyList<string> seedTexts, int replicas, int together) =>
        seedTexts.SelectMany((seedText, index) => Enumerable.Range(index * replicas, replicas).Chunk(together).Select(group => (seedText, group)));

    private void Generate(
        Checkpoint checkpoint,
        FrozenLstm network,
        SamplingOptions options,
        string seedText,
        IReadOnlyList<RandomAddress> addresses,
        CheckpointRef reference,
        bool json,
        CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var batch = new SampleBatch(checkpoint.Manifest, network, options, seedText, addresses);
        var shown = 0;
        if (!json)
        {
            terminal.Result(RunWords.Temperature(addresses[0].Temperature, addresses[0].Replica));
        }

        // The first text of those that grow together appears as it grows, the others when it is complete.
        for (var complete = false; !complete;)
        {
            cancellation.ThrowIfCancellationRequested();
            complete = batch.Advance(Piece);
            if (!json)
            {
                var text = batch.TextOf(0);
                terminal.Results.Write(text.AsSpan(shown));
                terminal.Results.Flush();
                shown = text.Length;
            }
        }

        if (!json)
        {
            terminal.Result("\n");
            for (var text = 1; text < addresses.Count; text++)
            {
                terminal.Result(RunWords.Temperature(addresses[text].Temperature, addresses[text].Replica));
                terminal.Result($"{batch.TextOf(text)}\n");
            }

            return;
        }

        var seconds = time.GetElapsedTime(started).TotalSeconds / addresses.Count;
        for (var text = 0; text < addresses.Count; text++)
        {
            terminal.Result(JsonOutput.Line(new SampleLine(
                reference.Epoch,
                addresses[text].Temperature,
                addresses[text].Replica,
                seedText,
                batch.TextOf(text),
                Math.Round(seconds, 3),
                Environment.MachineName,
                reference.Sha256,
                batch.MeasuresOf(text))));
        }
    }

    private static string Read(string seedText, CheckpointManifest manifest, UnknownCharacterPolicy unknownCharacters)
    {
        try
        {
            return SeedText.Normalize(seedText, manifest.Corpus.Reading with { UnknownCharacters = unknownCharacters }, manifest.Alphabet);
        }
        catch (InvalidInputException fault)
        {
            throw RefusedSeedText(fault);
        }
    }

    /// <summary>A seed text that cannot be used. The advice names the setting of a run; here an option stands for it.</summary>
    public static InvalidInputException RefusedSeedText(InvalidInputException fault) =>
        new($"--seed-text: {fault.Message.Replace("set corpus.unknown-characters to", "give --unknown-characters", StringComparison.Ordinal)}", fault);
}
