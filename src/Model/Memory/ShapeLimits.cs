using ActorLstm.Model.Corpora;
using ActorLstm.Model.Kernels;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;

namespace ActorLstm.Model.Memory;

/// <summary>What settings may not exceed together on any machine: each is within its own range, and their product would fit into no array or file.</summary>
public static class ShapeLimits
{
    /// <summary>The alphabet that a network is measured with before its corpus is read; few texts have a larger one.</summary>
    public const int UsualAlphabet = 1024;

    /// <summary>The most numbers of one array.</summary>
    public const long LargestArray = 2_147_483_000;

    // A batch is gathered as 8-byte indices, windows times characters of them: 100 million are 800 MB.
    private const long LargestBatch = 100_000_000;
    private const int MostTexts = 100_000;
    private const long LargestStates = 1_000_000_000;

    // A file of a checkpoint is written from one array, which holds 2 GB.
    private const long LargestFile = 2_000_000_000;

    /// <summary>The limits that an experiment exceeds: the setting to name, and a message that begins after its path.</summary>
    public static IEnumerable<(string Path, string Message)> Exceeded(Experiment experiment)
    {
        var batch = (long)experiment.Training.BatchSize * experiment.Windows.MaxLength;
        if (batch > LargestBatch)
        {
            yield return ("training.batch-size", $"times windows.maxlen is {batch} characters a batch, more than {LargestBatch}; make one of them smaller");
        }

        var texts = (long)experiment.Sampling.TextsOfTemperature * experiment.Sampling.Temperatures.Count;
        if (texts > MostTexts)
        {
            yield return ("sampling.replicas", $"times the number of sampling.temperatures{(experiment.Sampling.SeedTexts is null ? "" : " and of sampling.seed-texts")} is {texts} texts an epoch, more than {MostTexts}; make one of them smaller");
        }

        var states = StateBytes(experiment);
        if (states > LargestStates)
        {
            yield return (
                "windows.maxlen",
                $"times model.hidden and model.layers is {states} bytes of states for each text, more than {LargestStates}; "
                + "make one of them smaller, or take sampling.context = carry, which keeps one state alone");
        }

        if (Weights(experiment, UsualAlphabet) is { } weights)
        {
            yield return ("model.hidden", $"and model.layers make {weights}");
        }
    }

    /// <summary>Why the checkpoints of an experiment would be too large for an alphabet of this size; null where they are not.</summary>
    public static string? Weights(Experiment experiment, int characters)
    {
        var (copies, advice) = experiment.Training.Optimizer.Kind == OptimizerKind.Adam ? (2, "make one of them smaller, or take another optimizer than adam, which keeps two numbers for each") : (1, "make one of them smaller");
        var parameters = experiment.Network.Parameters(characters);
        var bytes = copies * sizeof(float) * parameters;
        return bytes <= LargestFile ? null
            : $"{parameters} parameters for {characters} distinct characters, {bytes} bytes in a file of a checkpoint, more than {LargestFile}; {advice}";
    }

    /// <summary>The numbers of the largest array that training a batch or generating texts makes.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="characters">V, the size of the alphabet.</param>
    /// <param name="shape">The largest batch.</param>
    /// <param name="isFused">Whether the fused kernel trains.</param>
    internal static long LargestArrayOf(Experiment experiment, int characters, BatchShape shape, bool isFused)
    {
        var rows = (long)shape.Length * shape.Rows;
        var positions = experiment.Windows.Targets == Targets.Every ? shape.Length : 1;
        var panels = (characters + Products.Panel - 1L) / Products.Panel;
        var training = isFused
            ? Math.Max(Math.Max(rows * shape.GatePanels * Products.Panel, (rows + shape.Rows) * shape.Stride), panels * positions * shape.Rows * Products.Panel)
            : experiment.Network.Dropout > 0 ? (long)shape.Length * shape.Windows * shape.Hidden : 0;
        var states = SampleBatch.MostTogether * (experiment.Windows.MaxLength + (long)Products.Rows);
        var texts = experiment.Sampling.Context == SamplingContext.Window ? states * Math.Max(shape.Stride, panels * Products.Panel) : 0;
        return Math.Max(Math.Max(training, texts), (long)characters * shape.GatePanels * Products.Panel);
    }

    // Hidden and cell state of each layer and the four gates, for each window that a character belongs to.
    private static long StateBytes(Experiment experiment) => experiment.Sampling.Context == SamplingContext.Carry
        ? 0
        : sizeof(float) * (long)experiment.Windows.MaxLength * experiment.Network.Hidden * (2 * experiment.Network.Layers + 4);
}
