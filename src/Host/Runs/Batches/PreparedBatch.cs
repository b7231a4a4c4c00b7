using ActorLstm.Actors.Batches;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Configuration.Batches;
using ActorLstm.Host.Runs.Comparing;
using ActorLstm.Model;
using ActorLstm.Model.Devices;
using ActorLstm.Model.Memory;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>A batch of which everything was checked that can be checked before it starts.</summary>
/// <param name="Configuration">The batch.</param>
/// <param name="Slots">How the machine is shared.</param>
/// <param name="Runs">Its runs, in their order, by identity; equal ones are one.</param>
/// <param name="Corpora">Their texts.</param>
internal sealed record PreparedBatch(
    BatchConfiguration Configuration, BatchSlots Slots, IReadOnlyDictionary<string, MemberConfiguration> Runs, CorpusShelf Corpora)
{
    /// <summary>What the user should know of its runs before it starts, each once.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The memory that each of its runs needs, by identity.</summary>
    public required IReadOnlyDictionary<string, MemoryEstimate> Memory { get; init; }

    /// <summary>A note that fewer runs run at once than wanted, and why; null if all of them can.</summary>
    public string? FewerAtOnce { get; init; }

    /// <summary>Finds the corpora and prepares every run, so that whatever is wrong with one is known before the first begins.</summary>
    /// <param name="configuration">The batch.</param>
    /// <param name="share">Says how the machine is shared by its runs; null: they have all of it.</param>
    /// <param name="corpora">Finds the corpora.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <param name="memory">The memory that its runs may use with the program; null for what this process may use.</param>
    /// <param name="isHere">Whether this machine trains its runs: then a device that is requested by name must be there.</param>
    /// <param name="findsMoved">Whether a corpus that is missing is searched for by its hash, as those of a recorded batch are.</param>
    /// <exception cref="InvalidInputException">A corpus or a seed text cannot be used, or a network is too large.</exception>
    /// <exception cref="TorchUnavailableException">The native libraries cannot be loaded.</exception>
    public static async Task<PreparedBatch> PrepareAsync(
        BatchConfiguration configuration, Func<BatchConfiguration, BatchSlots>? share, CorpusShelf corpora, CancellationToken cancellation, MemoryLimit? memory = null, bool isHere = true, bool findsMoved = false)
    {
        TorchRuntime.Load();
        var slots = share is null ? BatchSlots.Of(configuration, Environment.ProcessorCount) : share(configuration);
        var limit = memory ?? MemoryLimit.OfThisProcess();
        var runs = new OrderedDictionary<string, MemberConfiguration>();
        var estimates = new Dictionary<string, MemoryEstimate>();
        var hashes = new HashSet<string>();
        var notes = new List<string>();
        foreach (var member in configuration.Runs)
        {
            var run = member with { Configuration = WithThreads(member.Configuration, slots) };
            try
            {
                var prepared = await PreparedRun.PrepareAsync(run.Configuration, corpora, cancellation, limit, isHere, findsMoved);
                var identity = RunIdentity.Of(member.Configuration, prepared.Corpus);
                runs.TryAdd(identity, run);
                estimates[identity] = prepared.Memory;
                hashes.Add(prepared.Corpus.File.Sha256);
                notes.AddRange(prepared.Notes);
            }
            catch (InvalidInputException fault) when (member.Settings.Count > 0)
            {
                throw new InvalidInputException($"A run of the batch, {TitleOf(member)}, cannot be begun: {fault.Message}", fault);
            }
        }

        var wanted = Math.Min(slots.AtOnce, runs.Count);
        var atOnce = Math.Min(wanted, limit.AtOnce(estimates.Values));
        return new PreparedBatch(configuration, atOnce < wanted ? slots with { AtOnce = atOnce } : slots, runs, corpora)
        {
            CorpusSha256 = hashes.Count == 1 ? hashes.Single() : null,
            Notes = [.. notes.Distinct()],
            Memory = estimates,
            FewerAtOnce = atOnce == wanted ? null : $"{RunWords.Counted(atOnce, "run")} at once instead of {wanted:N0}: {wanted:N0} would need up to "
                + $"{RunWords.Bytes(MemoryModel.Program + estimates.Values.Select(estimate => estimate.Run).OrderDescending().Take(wanted).Sum())} of memory, and {RunWords.Bytes(limit.Bytes)} may be used ({limit.Source})",
        };
    }

    /// <summary>The hash of the text that all runs train on; null where they have several.</summary>
    public string? CorpusSha256 { get; private init; }

    /// <summary>The settings that its runs share where they have none of their own, by path. The hash of the corpus is that of the text that was found.</summary>
    public IReadOnlyDictionary<string, string> Shared()
    {
        var settings = SharedConfiguration.Of(Configuration.Text);
        settings.Remove(Comparability.CorpusHash);
        if (CorpusSha256 is not null)
        {
            settings[Comparability.CorpusHash] = CorpusSha256;
        }

        return settings;
    }

    /// <summary>Its runs for the batch's events; their numbers are given there.</summary>
    public IReadOnlyList<BatchMember> Members() =>
        [.. Runs.Select(run => new BatchMember(0, run.Key, run.Value.Settings, run.Value.Configuration.Experiment.Epochs, run.Value.Priority))];

    /// <summary>How it deals with its runs on this machine.</summary>
    public BatchOptions Options => Configuration.Options with { MaxConcurrent = Slots.AtOnce };

    /// <summary>Whether a batch that has completed lacks nothing of this one: what failed, was removed or is new would be run.</summary>
    /// <param name="known">The batch; null where there is none.</param>
    /// <param name="runs">Where runs are kept.</param>
    public bool IsDoneBy(StoredBatch? known, RunStore runs) => known is not null && known.LacksNothing(runs) && Runs.Keys.All(known.Document!.Runs.Select(run => run.Identity).Contains);

    /// <summary>The runs of this one that a batch lacks: those that are new, failed, have not ended or were removed.</summary>
    /// <param name="known">The batch; null where there is none.</param>
    /// <param name="runs">Where runs are kept.</param>
    public IReadOnlyDictionary<string, MemberConfiguration> MissingIn(StoredBatch? known, RunStore runs) =>
        new OrderedDictionary<string, MemberConfiguration>(Runs.ExceptBy(known?.EndedRuns(runs).Select(run => run.Identity) ?? [], run => run.Key));

    private static string TitleOf(MemberConfiguration member) => string.Join(", ", member.Settings.Select(setting => $"{setting.Key} = {setting.Value}"));

    private static RunConfiguration WithThreads(RunConfiguration configuration, BatchSlots slots) => configuration with
    {
        Experiment = configuration.Experiment with { Training = configuration.Experiment.Training with { Threads = slots.Threads } },
    };
}
