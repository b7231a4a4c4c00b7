using ActorLstm.Host.Cli.Displays;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Devices;
using ActorLstm.Model.Kernels;
using ActorLstm.Model.Memory;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Runs;

/// <summary>The memory that runs may use together with the program, and what is refused for it.</summary>
/// <param name="Bytes">Bytes, the program's own among them.</param>
/// <param name="Source">What limits it, in words.</param>
public sealed record MemoryLimit(long Bytes, string Source)
{
    /// <summary>A variable that only tests set: with the value <c>off</c> nothing is refused, so that the process runs out of memory.</summary>
    public const string SwitchForTests = "ACTORLSTM_TEST_MEMORY_CHECK";

    private static readonly bool IsChecked = Environment.GetEnvironmentVariable(SwitchForTests) != "off";

    /// <summary>No limit: for runs of other processes, which know their own.</summary>
    public static MemoryLimit None { get; } = new(long.MaxValue, "nothing");

    /// <summary>What this process may use.</summary>
    public static MemoryLimit OfThisProcess()
    {
        var available = AvailableMemory.Read();
        return IsChecked ? new MemoryLimit(available.Bytes, available.Source) : None;
    }

    /// <summary>What is left for the runs of a process that keeps some for other work.</summary>
    /// <param name="reserve">Bytes that it keeps.</param>
    /// <param name="setting">The setting that says so.</param>
    public MemoryLimit Less(long reserve, string setting) => reserve == 0 || Bytes == long.MaxValue
        ? this
        : new MemoryLimit(Math.Max(0, Bytes - reserve), $"{Source}, {RunWords.Bytes(Bytes)}, less the {RunWords.Bytes(reserve)} of {setting}");

    /// <summary>What runs may use beside the program itself.</summary>
    public long ForRuns => Bytes == long.MaxValue ? Bytes : Math.Max(0, Bytes - MemoryModel.Program);

    /// <summary>The largest corpus that fits; null without a limit.</summary>
    public CorpusLimit? ForCorpus => Bytes == long.MaxValue ? null : new CorpusLimit(
        MemoryModel.LargestCorpus(Bytes),
        $"at most {RunWords.Bytes(MemoryModel.LargestCorpus(Bytes))} of text fit into the memory. The program needs ten bytes of memory for each byte of a text, "
        + $"and {RunWords.Bytes(Bytes)} may be used ({Source}). Use a part of the corpus, or a machine with more memory.");

    /// <summary>How many runs fit beside each other, the largest of them; at least 1.</summary>
    /// <param name="runs">The memory of each.</param>
    public int AtOnce(IEnumerable<MemoryEstimate> runs)
    {
        var left = ForRuns;
        return Math.Max(1, runs.OrderByDescending(run => run.Run).TakeWhile(run => (left -= run.Run) >= 0).Count());
    }

    /// <summary>Whether a run fits here by itself.</summary>
    public bool Fits(MemoryEstimate estimate) => estimate.Total <= Bytes && estimate.LargestArray <= ShapeLimits.LargestArray;

    /// <summary>Refuses a run that does not fit here by itself.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="estimate">The memory that an experiment needs.</param>
    /// <exception cref="InvalidInputException">It does not fit; the message has the figures and what to lower.</exception>
    public void Require(Experiment experiment, Func<Experiment, MemoryEstimate> estimate)
    {
        if (WhyNot(experiment, estimate) is { } reason)
        {
            throw new InvalidInputException(reason);
        }
    }

    /// <summary>Why a run does not fit here by itself, with the figures and what to lower; null where it does.</summary>
    public string? WhyNot(Experiment experiment, Func<Experiment, MemoryEstimate> estimate)
    {
        var needed = estimate(experiment);
        if (Fits(needed))
        {
            return null;
        }

        var advice = MemoryAdvice.Of(experiment, other => Fits(estimate(other)));
        var wanted = needed.Total > Bytes
            ? $"The run needs about {RunWords.Bytes(needed.Total)} of memory, and {RunWords.Bytes(Bytes)} may be used ({Source}). {Parts(needed)}"
            : $"The run needs an array of {needed.LargestArray:N0} numbers; an array can hold at most {ShapeLimits.LargestArray:N0}.";
        return advice.Count == 0
            ? $"{wanted} No single setting makes it fit: lower several of training.batch-size, windows.maxlen, model.hidden, model.layers and sampling.replicas{(needed.Total > Bytes ? ", or use a machine with more memory" : "")}."
            : $"{wanted} Set one of these: {string.Join("; ", advice)}{(needed.Total > Bytes ? ". Or use a machine with more memory" : "")}.";
    }

    /// <summary>How many texts of one checkpoint may grow together.</summary>
    /// <param name="experiment">The experiment that was trained, with the sampling that is wanted.</param>
    /// <param name="characters">The size of its alphabet.</param>
    /// <param name="wanted">How many are wanted, at least 1.</param>
    /// <returns>1 to <paramref name="wanted"/>.</returns>
    /// <exception cref="InvalidInputException">Not even one fits.</exception>
    public int TextsTogether(Experiment experiment, int characters, int wanted)
    {
        for (var texts = wanted; texts > 0; texts /= 2)
        {
            if (Fits(MemoryModel.OfTexts(experiment, characters, texts)))
            {
                return texts;
            }
        }

        var needed = MemoryModel.OfTexts(experiment, characters, 1);
        throw new InvalidInputException(
            $"A text from this checkpoint needs about {RunWords.Bytes(needed.Total)} of memory, and {RunWords.Bytes(Bytes)} may be used ({Source}). {Parts(needed)} "
            + "Generate it on a machine with more memory, or with --context carry, which keeps only one state.");
    }

    /// <summary>What the parts of an estimate are, in a sentence.</summary>
    public static string Parts(MemoryEstimate needed) =>
        $"The program takes {RunWords.Bytes(needed.Program)}, the corpus {RunWords.Bytes(needed.Corpus)}, the weights {RunWords.Bytes(needed.Weights)}, "
        + $"a batch {RunWords.Bytes(needed.Batch)}, checkpoints {RunWords.Bytes(needed.Checkpoint)}, texts {RunWords.Bytes(needed.Texts)}"
        + (needed.Drawing == needed.Run - needed.Corpus ? $"; drawing the first weights takes {RunWords.Bytes(needed.Drawing)} before that." : ".");

    /// <summary>The memory that an experiment needs here.</summary>
    /// <param name="corpus">Its text.</param>
    /// <param name="device">Where it trains.</param>
    public static Func<Experiment, MemoryEstimate> Estimating(CorpusSize corpus, ComputeDevice device) => Estimating(corpus, device.IsCuda, setting => TrainingKernels.Choose(setting, device).Kind);

    /// <summary>The memory that an experiment needs where the device is known by its kind alone.</summary>
    /// <param name="corpus">Its text.</param>
    /// <param name="isOnGpu">Whether it trains on a GPU.</param>
    /// <param name="kernel">Which kernel a setting means there.</param>
    public static Func<Experiment, MemoryEstimate> Estimating(CorpusSize corpus, bool isOnGpu, Func<KernelKind, KernelKind> kernel) =>
        experiment => MemoryModel.Of(experiment, corpus, kernel(experiment.Training.Kernel), !isOnGpu, Environment.ProcessorCount);
}
