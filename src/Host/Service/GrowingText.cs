using ActorLstm.Actors.Projections;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Model;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Randomness;
using ActorLstm.Model.Sampling;

namespace ActorLstm.Host.Service;

/// <summary>A text that grows from a checkpoint, a character at a time. Asked for as in the run, it is the run's own text.</summary>
/// <param name="checkpoint">The checkpoint.</param>
/// <param name="seedText">The text that it grows from, as the network reads it.</param>
/// <param name="address">Where its random numbers come from.</param>
/// <param name="batch">What draws it.</param>
internal sealed class GrowingText(CheckpointRef checkpoint, string seedText, RandomAddress address, SampleBatch batch)
{
    /// <summary>The epoch of the checkpoint.</summary>
    public int Epoch => checkpoint.Epoch;

    /// <summary>The text that it grows from, as the network reads it.</summary>
    public string SeedText => seedText;

    /// <summary>Opens the checkpoint of a run that a request asks for.</summary>
    /// <exception cref="ConfigurationException">What is asked for is out of range.</exception>
    /// <exception cref="InvalidInputException">There is no such checkpoint, or the seed text cannot be used.</exception>
    /// <exception cref="CheckpointUnusableException">The checkpoint is damaged.</exception>
    public static GrowingText Open(StoredRun run, TextRequest request)
    {
        if (request.Replica < 0)
        {
            throw new InvalidInputException($"replica wants a whole number from 0 on; found {request.Replica}.");
        }

        var configuration = ConfigurationLoader.LoadFile(Path.Combine(run.Folder, RunFolder.ConfigurationFile), new Dictionary<string, string>(), request.Overrides());
        var experiment = configuration.Experiment;
        var store = new CheckpointStore(Path.Combine(run.Folder, RunFolder.CheckpointsFolder));
        var reference = CheckpointChoice.Of(run.Folder, store, run.Document?.Sweep, request.Epoch);
        var checkpoint = store.Load(reference);
        var manifest = checkpoint.Manifest;
        var seedText = request.SeedText is { } given
            ? ActorLstm.Model.Corpora.SeedText.Normalize(given, manifest.Corpus.Reading with { UnknownCharacters = experiment.Corpus.UnknownCharacters }, manifest.Alphabet)
            : configuration.Plan.SeedTexts?[0] ?? manifest.SeedText;
        var address = new RandomAddress(request.RandomSeed ?? experiment.Seed, RandomPurpose.Sample, reference.Epoch, experiment.Sampling.Temperatures[0], request.Replica);
        MemoryLimit.OfThisProcess().TextsTogether(experiment, manifest.Alphabet.Count, wanted: 1);
        return new GrowingText(reference, seedText, address, new SampleBatch(manifest, checkpoint.Freeze(), experiment.Sampling, seedText, [address]));
    }

    /// <summary>The epochs of a run whose checkpoints are there, the earliest first.</summary>
    public static IReadOnlyList<int> Epochs(StoredRun run) =>
        [.. RecordedCheckpoint.Of(run.Folder, run.Document?.Sweep, new CheckpointStore(Path.Combine(run.Folder, RunFolder.CheckpointsFolder))).Select(checkpoint => checkpoint.Reference.Epoch).Distinct()];

    /// <summary>The text once it is complete, as <c>samples.jsonl</c> has it.</summary>
    /// <param name="seconds">How long it took.</param>
    public SampleLine Line(double seconds) =>
        new(Epoch, address.Temperature, address.Replica, seedText, batch.TextOf(0), Math.Round(seconds, 3), Environment.MachineName, checkpoint.Sha256, batch.MeasuresOf(0));

    /// <summary>The characters, each as it is drawn.</summary>
    public IEnumerable<string> Characters()
    {
        for (var complete = false; !complete;)
        {
            var drawn = batch.Drawn;
            complete = batch.Advance(1);
            yield return batch.TextOf(0, drawn);
        }
    }
}
