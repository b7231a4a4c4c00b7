using System.Text.Json.Serialization;
using ActorLstm.Actors.Settings;
using ActorLstm.Model;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Runs;

/// <summary>What a run has to do, in the few numbers that its decisions depend on.</summary>
/// <param name="Epochs">Epochs to train.</param>
/// <param name="Temperatures">Temperatures to sample at.</param>
/// <param name="Replicas">Texts for each temperature and seed text.</param>
/// <param name="SampleEvery">Texts are generated after every epoch that this number divides, and after the last.</param>
/// <param name="MaxRetries">How often a trainer without progress, and each sample, is begun again.</param>
/// <param name="Divergence">What is done when training diverges.</param>
/// <param name="EarlyStopping">Training ends after so many epochs in a row without a lower loss; 0 for never.</param>
/// <param name="SeedTexts">The texts that the samples grow from, as the network reads them; null for the one that each checkpoint names.</param>
/// <param name="SweptEpochs">The epochs of another run whose checkpoints texts are generated from, in their order; null for a run that trains.</param>
public sealed record RunPlan(
    int Epochs, IReadOnlyList<double> Temperatures, int Replicas, int SampleEvery, int MaxRetries, DivergenceOptions Divergence,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int EarlyStopping = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? SeedTexts = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<int>? SweptEpochs = null)
{
    /// <summary>The plan of an experiment.</summary>
    public static RunPlan Of(Experiment experiment, SupervisionOptions supervision) => new(
        experiment.Epochs,
        experiment.Sampling.Temperatures,
        experiment.Sampling.Replicas,
        experiment.Sampling.EveryEpochs,
        supervision.MaxRetries,
        experiment.Divergence,
        experiment.Training.EarlyStopping,
        experiment.Sampling.SeedTexts);

    /// <summary>The plan of a sweep: nothing is trained, and texts are generated from checkpoints of another run.</summary>
    /// <param name="experiment">The experiment of that run, with the sweep's own sampling.</param>
    /// <param name="supervision">How failures are met.</param>
    /// <param name="epochs">The epochs of the checkpoints, in their order.</param>
    public static RunPlan OfSweep(Experiment experiment, SupervisionOptions supervision, IReadOnlyList<int> epochs) => Of(experiment, supervision) with
    {
        Epochs = 0,
        SampleEvery = 1,
        EarlyStopping = 0,
        SeedTexts = experiment.Sampling.GivenSeedTexts is { Count: > 0 } given ? given : null,
        SweptEpochs = epochs,
    };

    /// <summary>Texts of an epoch after which texts are generated.</summary>
    [JsonIgnore]
    public int TextsOfEpoch => Temperatures.Count * Replicas * (SeedTexts?.Count ?? 1);

    /// <summary>Every sample, in the order in which they are written.</summary>
    public IEnumerable<SampleKey> AllSamples() => (SweptEpochs ?? Enumerable.Range(1, Epochs)).SelectMany(SamplesOf);

    /// <summary>The samples that are due after an epoch, in the order in which they are written.</summary>
    public IEnumerable<SampleKey> SamplesOf(int epoch) => SweptEpochs?.Contains(epoch) ?? SamplingOptions.IsDueAfter(epoch, Epochs, SampleEvery)
        ? from temperature in Temperatures
          from replica in Enumerable.Range(0, Replicas * (SeedTexts?.Count ?? 1))
          select new SampleKey(epoch, temperature, replica)
        : [];

    /// <summary>
    /// The text that a sample grows from. The replicas of a temperature are counted through all of its seed texts: those of the first one come
    /// first, so that a key tells the seed text as well.
    /// </summary>
    /// <param name="key">Which sample.</param>
    /// <param name="ofCheckpoint">The text that its checkpoint names.</param>
    public string SeedTextOf(SampleKey key, string ofCheckpoint) => SeedTexts is null ? ofCheckpoint : SeedTexts[key.Replica / Replicas];
}
