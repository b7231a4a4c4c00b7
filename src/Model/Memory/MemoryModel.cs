using ActorLstm.Model.Kernels;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;

namespace ActorLstm.Model.Memory;

/// <summary>
/// Computes the memory of a run from its shapes alone. docs/adr/0024 says where each number comes from, docs/performance.md how exact it is.
/// Shapes: B windows of a batch, T characters of a window, V characters of the alphabet, H units, N characters of the text.
/// </summary>
public static class MemoryModel
{
    /// <summary>A process that runs something, before it trains: measured.</summary>
    public const long Program = 300_000_000;

    // Bytes of a text while it is decoded, per byte of the file: the file, two UTF-16 copies, the indices and their growing list. Measured.
    private const int ReadingFactor = 10;

    /// <summary>The largest corpus, in bytes, that a process with so much memory can read: where nothing else is in it.</summary>
    /// <param name="memory">Bytes of memory, the program's own among them.</param>
    public static long LargestCorpus(long memory) => Math.Max(0, memory - Program) / ReadingFactor;

    /// <summary>The memory of a run that trains.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="corpus">Its text.</param>
    /// <param name="kernel">The kernel that trains: fused or torch.</param>
    /// <param name="isOnCpu">Whether it trains on the CPU. A batch on a GPU is in the GPU's own memory, which is not estimated.</param>
    /// <param name="cores">Cores of the machine, on which the number of texts at once depends.</param>
    public static MemoryEstimate Of(Experiment experiment, CorpusSize corpus, KernelKind kernel, bool isOnCpu, int cores)
    {
        var windows = WindowsOf(experiment, corpus);
        var batch = new BatchShape(experiment.Network.Hidden, experiment.Windows.MaxLength, (int)Math.Clamp(windows, 1, experiment.Training.BatchSize));
        var isFused = kernel == KernelKind.Fused;
        var weights = new WeightMemory(corpus.Distinct, experiment.Network, experiment.Training.Optimizer);
        var text = sizeof(ushort) * (long)corpus.Characters + sizeof(int) * windows;
        return new MemoryEstimate(
            Program,
            Math.Max(ReadingFactor * corpus.Bytes, text),
            weights.Training(isFused),
            isOnCpu ? BatchMemory.Of(experiment, corpus.Distinct, batch, isFused) : 0,
            weights.Checkpoint,
            TextMemory.Of(experiment, weights, corpus.Distinct, SamplingOptions.TextsAtOnce(TextsOf(experiment), experiment.Epochs, cores)))
        {
            Drawing = weights.Drawing,
            LargestArray = ShapeLimits.LargestArrayOf(experiment, corpus.Distinct, batch, isFused),
        };
    }

    /// <summary>The memory of a sweep, which generates texts and trains nothing.</summary>
    /// <param name="experiment">The experiment that was trained, with the sampling of the sweep.</param>
    /// <param name="corpus">Its text.</param>
    /// <param name="epochs">How many checkpoints texts are generated from.</param>
    /// <param name="cores">Cores of the machine.</param>
    public static MemoryEstimate OfSweep(Experiment experiment, CorpusSize corpus, int epochs, int cores)
    {
        var weights = new WeightMemory(corpus.Distinct, experiment.Network, experiment.Training.Optimizer);
        return new MemoryEstimate(
            Program, ReadingFactor * corpus.Bytes, 0, 0, weights.Checkpoint,
            TextMemory.Of(experiment, weights, corpus.Distinct, SamplingOptions.TextsAtOnce(TextsOf(experiment), epochs, cores)));
    }

    /// <summary>The memory of texts that are generated from one checkpoint by themselves.</summary>
    /// <param name="experiment">The experiment that was trained, with the sampling that is wanted.</param>
    /// <param name="characters">V.</param>
    /// <param name="texts">How many texts grow together.</param>
    public static MemoryEstimate OfTexts(Experiment experiment, int characters, int texts)
    {
        var weights = new WeightMemory(characters, experiment.Network, experiment.Training.Optimizer);
        var shape = new BatchShape(experiment.Network.Hidden, 1, 1);
        var states = experiment.Sampling.Context == SamplingContext.Window ? experiment.Windows.MaxLength : 1L;
        return new MemoryEstimate(Program, 0, 0, 0, weights.Checkpoint, weights.Frozen + texts * TextMemory.OfText(experiment, characters))
        {
            LargestArray = texts * (states + Products.Rows) * Math.Max(shape.Stride, (characters + Products.Panel - 1L) / Products.Panel * Products.Panel),
        };
    }

    private static int TextsOf(Experiment experiment) => experiment.Sampling.TextsOfTemperature * experiment.Sampling.Temperatures.Count;

    // As WindowSet counts them; a text that is too short is refused elsewhere.
    private static long WindowsOf(Experiment experiment, CorpusSize corpus)
    {
        var trained = corpus.Characters - (int)(corpus.Characters * experiment.Corpus.ValidationFraction);
        return Math.Max(0, (trained - experiment.Windows.MaxLength - 1L) / experiment.Windows.Step + 1);
    }
}
