using System.Collections.Concurrent;
using ActorLstm.Actors.Projections;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Configuration.Hocon;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Comparing;

namespace ActorLstm.Host.Reports.Facts;

/// <summary>A run as its files tell it. What is missing or damaged is left out, and <see cref="Gaps"/> say so.</summary>
/// <param name="Stored">The run.</param>
/// <param name="Epochs">Its epochs, the first first.</param>
/// <param name="Settings">Its settings: values as they are written, by path, in the order of the file.</param>
/// <param name="Gaps">What could not be read, and why.</param>
internal sealed record ReportedRun(StoredRun Stored, IReadOnlyList<EpochLine> Epochs, IReadOnlyDictionary<string, string> Settings, IReadOnlyList<string> Gaps)
{
    /// <summary>The files that it is read from, but for its texts.</summary>
    public static IReadOnlyList<string> Files { get; } = [RunFolder.RunFile, RunFolder.ConfigurationFile, RunFolder.MetricsFile];

    /// <summary>Its page; null where there is none.</summary>
    public RunDocument? Document => Stored.Document;

    /// <summary>The machine and the program that it began with, by path as in run.json; empty where that is not known.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; } = Stored.Document is { } document
        ? new OrderedDictionary<string, string>(MachineWords.FactsOf(document.Machine, document.Versions))
        : new OrderedDictionary<string, string>();

    /// <summary>What the user called it, else its id.</summary>
    public string Name => Document?.Name ?? Stored.Id;

    /// <summary>What it is called beside others: its name, or where others have that too, its name and its id.</summary>
    public string Label { get; init; } = Stored.Document?.Name ?? Stored.Id;

    /// <summary>The text of its <c>experiment.conf</c>; empty where there is none, and before <see cref="InDetail"/>.</summary>
    public string Configuration { get; private init; } = "";

    /// <summary>Its texts, in the order of epoch, temperature and replica; none before <see cref="InDetail"/>.</summary>
    public IReadOnlyList<SampleLine> Samples { get; private init; } = [];

    /// <summary>Its texts and what was measured of them; none where nobody measured them.</summary>
    public RunTexts Texts { get; init; } = RunTexts.None;

    /// <summary>What could not be read or measured, and why.</summary>
    public IReadOnlyList<string> Lacks => Texts.WithoutCorpus is { } reason ? [.. Gaps, $"Nothing was measured against the corpus: {reason}"] : Gaps;

    /// <summary>Its last epoch; null before there is one.</summary>
    public EpochLine? Last => Epochs.Count == 0 ? null : Epochs[^1];

    /// <summary>The lowest training loss, nats a character; null where none is a number.</summary>
    public double? BestLoss => Lowest(epoch => epoch.Loss);

    /// <summary>The lowest loss on text that was not trained on, nats a character; null where there is none.</summary>
    public double? BestValidationLoss => Lowest(epoch => epoch.ValidationLoss);

    /// <summary>Seconds of training, all epochs together; null before there is one.</summary>
    public double? Seconds => Epochs.Count == 0 ? null : Epochs.Sum(epoch => epoch.Seconds);

    /// <summary>Reads runs, but for their texts, and gives each a label that no other has.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<ReportedRun> Read(IReadOnlyList<StoredRun> runs, CancellationToken cancellation)
    {
        var known = new ConcurrentDictionary<string, string>();
        var read = FolderReading.Read(runs, run => run.Folder, (run, _) => Read(run, known), cancellation);
        var counts = read.CountBy(run => run.Name).ToDictionary();
        return [.. read.Select(run => counts[run.Name] == 1 ? run : run with { Label = $"{run.Name} ({run.Stored.Id})" })];
    }

    /// <summary>Why its losses cannot be compared with those of most of the runs beside it; null where they can.</summary>
    public string? WhyNotComparable { get; private init; }

    /// <summary>The runs in their order, but those whose losses cannot be compared with those of most at the end.</summary>
    public static IReadOnlyList<ReportedRun> ComparableFirst(IReadOnlyList<ReportedRun> runs)
    {
        var known = runs.Where(run => run.Settings.Count > 0).ToList();
        var whyNot = Comparability.WhyNot([.. known.Select(run => Comparability.BasisOf(run.Settings, run.Document?.Epochs))]);
        var reasons = known.Index().ToDictionary(run => run.Item.Stored.Folder, run => whyNot[run.Index]);
        return [.. runs.Select(run => run with { WhyNotComparable = reasons.GetValueOrDefault(run.Stored.Folder) }).OrderBy(run => run.WhyNotComparable is not null)];
    }

    /// <summary>The run with its texts and that of its configuration: of thousands they would fill the memory.</summary>
    public ReportedRun InDetail()
    {
        var gaps = new List<string>(Gaps);
        return this with
        {
            Configuration = Try(RunFolder.ConfigurationFile, "", () => ConfigurationIn(Stored.Folder), gaps),
            Samples = Try<IReadOnlyList<SampleLine>>(RunFolder.SamplesFile, [], () => [.. RunFolder.Samples(Stored.Folder)], gaps),
            Gaps = gaps,
        };
    }

    // Settings of thousands of runs are mostly the same: each text is kept once.
    private static ReportedRun Read(StoredRun run, ConcurrentDictionary<string, string> known)
    {
        var gaps = new List<string>(GapsOf(run));
        return new ReportedRun(
            run,
            Try<IReadOnlyList<EpochLine>>(RunFolder.MetricsFile, [], () => [.. RunFolder.Epochs(run.Folder)], gaps),
            WithHash(Try<IReadOnlyDictionary<string, string>>(RunFolder.ConfigurationFile, new Dictionary<string, string>(), () => FlatSettings.Of(ConfigurationIn(run.Folder), text => known.GetOrAdd(text, text)), gaps), run.Document),
            gaps);
    }

    // What was trained on counts, whether or not its hash was asked for.
    private static IReadOnlyDictionary<string, string> WithHash(IReadOnlyDictionary<string, string> settings, RunDocument? page)
    {
        if (page is not null && settings.Count > 0)
        {
            ((IDictionary<string, string>)settings)[Comparability.CorpusHash] = page.Corpus.Sha256;
        }

        return settings;
    }

    private static string ConfigurationIn(string folder) => File.ReadAllText(Path.Combine(folder, RunFolder.ConfigurationFile));

    private static IEnumerable<string> GapsOf(StoredRun run)
    {
        foreach (var fault in run.Faults)
        {
            yield return $"{fault}.";
        }

        if (run.Document is null && !run.Faults.Any(fault => fault.File == RunFolder.RunFile))
        {
            yield return run.NeverBegan ? "The run never began." : $"{RunFolder.RunFile} is missing or damaged.";
        }
    }

    private double? Lowest(Func<EpochLine, double?> loss) => Epochs.Select(loss).Where(number => number is { } known && double.IsFinite(known)).Min();

    private static T Try<T>(string file, T otherwise, Func<T> read, List<string> gaps)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or HoconSyntaxException)
        {
            if (!gaps.Exists(gap => gap.StartsWith(file, StringComparison.Ordinal)))
            {
                gaps.Add($"{file} cannot be read: {fault.Message}");
            }

            return otherwise;
        }
    }
}
