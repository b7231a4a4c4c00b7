using System.Net.Sockets;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Devices;
using ActorLstm.Model.Kernels;
using ActorLstm.Model.Memory;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Cli;

/// <summary>The memory that a configuration needs, beside what may be used: what <c>validate</c> shows.</summary>
/// <param name="Estimate">What the run needs; of a batch the run that needs most.</param>
/// <param name="AtOnce">How many runs of a batch fit into this memory at once; null for a single run.</param>
/// <param name="Limit">What may be used.</param>
/// <param name="Assumption">What was assumed of a corpus that is not here; null where it was read.</param>
/// <param name="Refusal">Why it does not fit; null where it does.</param>
internal sealed record ValidatedMemory(MemoryEstimate Estimate, int? AtOnce, MemoryLimit Limit, string? Assumption, string? Refusal)
{
    /// <summary>
    /// Estimates it. Nothing is downloaded: a known corpus that is not on this machine is assumed to be of a usual size. The same holds for a file that is
    /// missing if the check is for another machine.
    /// </summary>
    /// <param name="loaded">The configuration.</param>
    /// <param name="folder">The folder of its file.</param>
    /// <param name="environment">Says where corpora are.</param>
    /// <param name="limit">What may be used.</param>
    /// <param name="isHere">Whether the limit is that of this machine, so that every file must be here.</param>
    /// <param name="cancellation">Ends the reading of corpora.</param>
    /// <exception cref="InvalidInputException">A corpus is missing, cannot be trained on, or is too short.</exception>
    public static async Task<ValidatedMemory> OfAsync(
        LoadedConfiguration loaded, string folder, ProcessEnvironment environment, MemoryLimit limit, bool isHere, CancellationToken cancellation)
    {
        using var offline = new HttpClient(new Offline());
        var corpora = new CorpusLocator(CorpusPlaces.FromEnvironment(environment.Variable, folder, environment.Folder), offline);
        IReadOnlyList<RunConfiguration> runs = loaded.Batch is { } batch ? [.. batch.Runs.Select(run => run.Configuration)] : [loaded.Run];
        var sizes = new Dictionary<CorpusOptions, (CorpusSize Size, string? Assumption)>();
        var estimates = new List<MemoryEstimate>();
        string? refusal = null;
        foreach (var experiment in runs.Select(run => run.Experiment))
        {
            if (!sizes.TryGetValue(experiment.Corpus, out var corpus))
            {
                sizes[experiment.Corpus] = corpus = await SizeOfAsync(experiment.Corpus, corpora, limit, isHere, cancellation);
            }

            if (corpus.Assumption is null)
            {
                _ = new CorpusSplit(corpus.Size.Characters, experiment.Corpus, experiment.Windows); // It refuses a text that is too short.
            }

            var (isOnGpu, automatic) = DeviceOf(experiment.Training.Device);
            var estimate = MemoryLimit.Estimating(corpus.Size, isOnGpu, setting => setting == KernelKind.Auto ? automatic : setting);
            refusal ??= ShapeLimits.Weights(experiment, corpus.Size.Distinct) is { } tooLarge
                ? $"The network is too large for this corpus: model.hidden and model.layers make {tooLarge}."
                : limit.WhyNot(experiment, estimate);
            estimates.Add(estimate(experiment));
        }

        return new ValidatedMemory(
            estimates.MaxBy(estimate => estimate.Total)!, loaded.Batch is null ? null : limit.AtOnce(estimates), limit, sizes.Values.Select(size => size.Assumption).FirstOrDefault(assumption => assumption is not null), refusal);
    }

    /// <summary>It in lines.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"memory: about {RunWords.Bytes(Estimate.Total)} at the peak{(AtOnce is null ? "" : " for the run that needs most")}; {RunWords.Bytes(Limit.Bytes)} may be used ({Limit.Source})";
        yield return MemoryLimit.Parts(Estimate);
        if (AtOnce is { } runs)
        {
            yield return $"At most {RunWords.Counted(runs, "run")} of the batch fit{(runs == 1 ? "s" : "")} into it at once.";
        }

        if (Assumption is not null)
        {
            yield return Assumption;
        }
    }

    private static async Task<(CorpusSize Size, string? Assumption)> SizeOfAsync(
        CorpusOptions options, CorpusLocator corpora, MemoryLimit limit, bool isHere, CancellationToken cancellation)
    {
        CorpusFile file;
        try
        {
            file = await corpora.FindAsync(options, new CorpusSearch { Limit = limit.ForCorpus }, cancellation);
        }
        catch (CorpusMissingException fault) when (isHere)
        {
            throw new InvalidInputException($"{fault.Message} To check for another machine, give its memory: --memory SIZE.", fault);
        }
        catch (InvalidInputException fault) when (fault is CorpusMissingException or CorpusAwayException)
        {
            var assumed = CorpusSize.Assumed;
            return (assumed, $"The corpus \"{options.Source}\" is not on this machine: a text of {assumed.Characters:N0} characters, {assumed.Distinct} of them distinct, is assumed.");
        }

        var corpus = Corpus.Read(file, options);
        return (new CorpusSize(corpus.File.Bytes, corpus.Length, corpus.Vocabulary.Count), null);
    }

    // Whether a setting means a GPU, here or elsewhere, and the kernel that training.kernel = auto takes there.
    private static (bool IsOnGpu, KernelKind Automatic) DeviceOf(string setting)
    {
        if (setting.StartsWith("cuda", StringComparison.Ordinal))
        {
            return (true, KernelKind.Torch);
        }

        try
        {
            var device = DeviceSelection.Select(setting);
            return (device.IsCuda, TrainingKernels.Choose(KernelKind.Auto, device).Kind);
        }
        catch (TorchUnavailableException)
        {
            return (false, KernelKind.Fused);
        }
    }

    // What is asked for a download: a check needs no network.
    private sealed class Offline : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("nothing is downloaded for a check", new SocketException((int)SocketError.HostNotFound));
    }
}
