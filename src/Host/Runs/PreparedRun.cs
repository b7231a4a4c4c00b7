using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs.Sweeps;
using ActorLstm.Model;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Devices;
using ActorLstm.Model.Kernels;
using ActorLstm.Model.Memory;

namespace ActorLstm.Host.Runs;

/// <summary>A run of which everything was checked that can be checked before it starts.</summary>
/// <param name="Configuration">The experiment and its supervision, with the corpus, device, threads and kernel that were found: written out, it gives the same run again.</param>
/// <param name="Corpus">The text.</param>
/// <param name="Windows">Its training windows.</param>
/// <param name="Device">Where to train.</param>
/// <param name="Threads">Threads of a training step.</param>
public sealed record PreparedRun(RunConfiguration Configuration, Corpus Corpus, WindowSet Windows, ComputeDevice Device, int Threads)
{
    /// <summary>The run that a sweep that is to begin takes its checkpoints from; else null.</summary>
    public SweepSource? Source { get; init; }

    /// <summary>The kernel that it trains with, and why; null for a sweep.</summary>
    public KernelChoice? Kernel { get; init; }

    /// <summary>What the user should know about the device, the kernel and the text, in words. None of it keeps the run from starting.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The memory that it needs at its peak.</summary>
    public required MemoryEstimate Memory { get; init; }

    /// <summary>Finds the corpus, checks it against the configuration, loads torch, and checks that the run fits into the memory.</summary>
    /// <param name="configuration">The experiment.</param>
    /// <param name="corpora">Finds the corpus.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <param name="memory">The memory that it may use with the program; null for what this process may use.</param>
    /// <param name="isHere">
    /// Whether this machine trains it: then a device that is requested by name must be there, and this processor decides which kernel <c>auto</c> means.
    /// Elsewhere the trainer decides when it opens the run, and records the kernel with it.
    /// </param>
    /// <param name="findsMoved">Whether a corpus that is missing is searched for by its hash, as that of a recorded run is.</param>
    /// <exception cref="InvalidInputException">
    /// The corpus or the seed text cannot be used, the network is too large for the alphabet or the memory, the device is not there, or the kernel does not run on it.
    /// </exception>
    /// <exception cref="TorchUnavailableException">The native libraries cannot be loaded.</exception>
    public static async Task<PreparedRun> PrepareAsync(
        RunConfiguration configuration, CorpusShelf corpora, CancellationToken cancellation, MemoryLimit? memory = null, bool isHere = true, bool findsMoved = false)
    {
        var experiment = configuration.Experiment;
        var reading = isHere && memory is not null ? memory : MemoryLimit.OfThisProcess(); // The corpus is read here, wherever the run is trained.
        var corpus = await corpora.GetAsync(experiment.Corpus, new CorpusSearch { FindsMoved = findsMoved, Limit = reading.ForCorpus }, cancellation);
        var split = new CorpusSplit(corpus.Length, experiment.Corpus, experiment.Windows);
        var sampling = PreparedSeedTexts.Of(configuration, corpus.Vocabulary);
        if (ShapeLimits.Weights(experiment, corpus.Vocabulary.Count) is { } tooLarge)
        {
            throw new InvalidInputException($"The network is too large for this corpus: model.hidden and model.layers make {tooLarge}.");
        }

        var threads = experiment.Training.ThreadsHere;
        TorchRuntime.Load();
        var isSweep = configuration.Sweep.Run is not null;
        var wanted = isSweep ? "cpu" : experiment.Training.Device;
        var device = isHere ? DeviceSelection.Select(wanted) : DeviceSelection.SelectElsewhere(wanted); // Texts are generated on the CPU, wherever a network was trained.
        var kernel = isSweep ? null : TrainingKernels.Choose(experiment.Training.Kernel, device);
        var found = experiment with
        {
            Corpus = experiment.Corpus with { Source = corpus.File.Source, Sha256 = corpus.File.Sha256 },
            Training = isSweep ? experiment.Training : experiment.Training with
            {
                Device = device.Name,
                Threads = threads,
                Kernel = isHere ? kernel!.Kind : experiment.Training.Kernel, // Elsewhere the processor of the trainer decides what auto means.
            },
            Sampling = sampling,
        };
        var size = new CorpusSize(corpus.File.Bytes, corpus.Length, corpus.Vocabulary.Count);
        Func<Experiment, MemoryEstimate> estimate = isSweep
            ? swept => MemoryModel.OfSweep(swept, size, Math.Max(1, configuration.Sweep.Epochs.Listed.Count), Environment.ProcessorCount)
            : MemoryLimit.Estimating(size, device);
        (memory ?? reading).Require(found, estimate);
        var notes = new[] { device.IsFallback ? device.Reason : null, isHere && kernel is { IsOfNote: true } ? kernel.Reason : null }.OfType<string>();
        return new PreparedRun(configuration with { Experiment = found }, corpus, split.Training, device, threads)
        {
            Kernel = kernel,
            Memory = estimate(found),
            Notes = [.. notes, .. isSweep ? [] : RunNotes.Of(corpus, split, experiment)],
        };
    }

    /// <summary>The unchanging part of <c>run.json</c>.</summary>
    /// <param name="id">The run's id.</param>
    public RunFacts Facts(string id)
    {
        var experiment = Configuration.Experiment;
        var file = Corpus.File;
        return new RunFacts
        {
            Id = id,
            Name = experiment.Name,
            Corpus = new CorpusFacts(file.Name, file.Sha256, Corpus.Length, Corpus.Vocabulary.Count, Windows.Count, file.Origin, file.FallbackReason) { Files = file.Parts is [] ? null : file.Parts.Count },
            Parameters = experiment.Network.Parameters(Corpus.Vocabulary.Count),
            Seed = experiment.Seed,
            Device = Device.Name,
            Threads = Threads,
            Kernel = experiment.Training.Kernel,
            Versions = ProgramVersions.All,
            Machine = Machine.Here,
            Sweep = Source?.Facts,
            Notes = Notes is [] ? null : Notes,
        };
    }

    /// <summary>Copies the checkpoints of a sweep that is to begin among its own, each checked.</summary>
    /// <param name="folder">The folder of the new run.</param>
    /// <returns>What the run is told of them; nothing where it trains.</returns>
    /// <exception cref="CheckpointUnusableException">One cannot be used.</exception>
    public IReadOnlyList<IRunCommand> TakeOver(string folder) => Source is null ? [] :
        [new AdoptCheckpoints(SweptCheckpoints.Take(Source, Configuration.Sweep.Epochs.Listed, folder, Corpus.Vocabulary))];
}
