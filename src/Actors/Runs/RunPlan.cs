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
public sealed record RunPlan(
    int Epochs, IReadOnlyList<double> Temperatures, int Replicas, int SampleEvery, int MaxRetries, DivergenceOptions Divergence,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int EarlyStopping = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? SeedTexts = null)
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

    /// <summary>The samples that are due after an epoch, in the order in which they are written.</summary>
    public IEnumerable<SampleKey> SamplesOf(int epoch) => SamplingOptions.IsDueAfter(epoch, Epochs, SampleEvery)
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
