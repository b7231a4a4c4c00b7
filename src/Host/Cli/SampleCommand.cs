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
internal sealed class SampleCommand(Terminal terminal, ProcessEnvironment environment, TimeProvider time) : AsyncCommand<SampleSettings>
{
    private const int Piece = 20;

    public override async Task<int> ExecuteAsync(CommandContext context, SampleSettings settings, CancellationToken cancellationToken)
    {
        await using var mending = environment.Mending(time, terminal);
        var run = await mending.MendAsync(environment.Store(settings.Runs).Find(settings.Run), [], cancellationToken);
        var folder = run.Folder;
        var experiment = ConfigurationLoader.LoadFile(Path.Combine(folder, RunFolder.ConfigurationFile), new Dictionary<string, string>(), settings.Overrides()).Experiment;
        var store = new CheckpointStore(Path.Combine(folder, RunFolder.CheckpointsFolder));
        var reference = Choose(RunFolder.RecordedCheckpoints(folder, store), settings.Epoch, folder);
        terminal.Message($"run {run.Id}, epoch {reference.Epoch}");
        var checkpoint = store.Load(reference);
        var seedText = settings.SeedText is { } given
            ? Read(given, checkpoint.Manifest, experiment.Corpus.UnknownCharacters)
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
        terminal.Result(JsonOutput.Line(line));
    }

    private static string Read(string seedText, CheckpointManifest manifest, UnknownCharacterPolicy unknownCharacters)
    {
        try
        {
            return SeedText.Normalize(seedText, manifest.Corpus.Reading with { UnknownCharacters = unknownCharacters }, manifest.Alphabet);
        }
        catch (InvalidInputException fault)
        {
            // The advice names the setting of a run; here an option stands for it.
            throw new InvalidInputException(
                $"--seed-text: {fault.Message.Replace("set corpus.unknown-characters to", "give --unknown-characters", StringComparison.Ordinal)}", fault);
        }
    }

    private static CheckpointRef Choose(IReadOnlyList<CheckpointRef> there, int? epoch, string folder)
    {
        if (there.Count == 0)
        {
            throw new InvalidInputException($"The run in {folder} has no checkpoint: its first epoch has not ended.");
        }

        return epoch is null
            ? there[^1]
            : there.LastOrDefault(reference => reference.Epoch == epoch) ?? throw new InvalidInputException(
                $"The run in {folder} has no checkpoint of epoch {epoch}; there are those of {string.Join(", ", there.Select(reference => reference.Epoch))}.");
    }
}
