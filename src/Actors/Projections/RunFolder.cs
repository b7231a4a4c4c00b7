using System.Text.Json;
using ActorLstm.Actors.Runs;

namespace ActorLstm.Actors.Projections;

/// <summary>
/// Keeps <c>experiment.conf</c>, <c>run.json</c>, <c>metrics.jsonl</c> and <c>samples.jsonl</c> of one run in step with its
/// state, and last <c>SHA256SUMS</c>, by which anybody can tell that they are whole. The lines stand in the order of epoch,
/// temperature and replica, whatever the order in which samplers finished; the first call writes the files anew, so that
/// damaged or missing ones mend themselves.
/// </summary>
/// <param name="path">The run's folder.</param>
public sealed class RunFolder(string path) : IDisposable
{
    /// <summary>The file that describes the run.</summary>
    public const string RunFile = "run.json";

    /// <summary>The file with a line for each epoch.</summary>
    public const string MetricsFile = "metrics.jsonl";

    /// <summary>The file with a line for each sample.</summary>
    public const string SamplesFile = "samples.jsonl";

    /// <summary>The resolved configuration.</summary>
    public const string ConfigurationFile = "experiment.conf";

    /// <summary>The hashes of the files above.</summary>
    public const string ChecksumsFile = Checksums.FileName;

    /// <summary>The folder with the checkpoints.</summary>
    public const string CheckpointsFolder = "checkpoints";

    private static readonly string[] Checked = [ConfigurationFile, RunFile, MetricsFile, SamplesFile];

    private readonly LineFile metrics = new(Path.Combine(path, MetricsFile));
    private readonly LineFile samples = new(Path.Combine(path, SamplesFile));
    private SamplesInOrder samplesInOrder = new();
    private int epochsWritten;
    private int restorations;

    /// <summary>The lines of <c>metrics.jsonl</c> up to the first that is damaged; none where it is missing.</summary>
    /// <param name="path">The run's folder.</param>
    public static IEnumerable<EpochLine> Epochs(string path) => Lines<EpochLine>(Path.Combine(path, MetricsFile));

    /// <summary>The lines of <c>samples.jsonl</c> up to the first that is damaged; none where it is missing.</summary>
    /// <param name="path">The run's folder.</param>
    public static IEnumerable<SampleLine> Samples(string path) => Lines<SampleLine>(Path.Combine(path, SamplesFile));

    /// <summary>
    /// The files that are missing or not as they were written. While a process works on the run, it may be in the middle of a
    /// write, and what this says means nothing.
    /// </summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="files">The files to look at; all of them where none is named.</param>
    public static IReadOnlyList<FileFault> Check(string path, params IReadOnlyList<string> files)
    {
        var sums = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Checksums.Read(path, sums) is { } unreadable)
        {
            return [unreadable, .. Checked.Select(file => Checksums.Check(path, file, sha256: null)).OfType<FileFault>()];
        }

        return
        [
            .. Checked.All(sums.ContainsKey) ? [] : new[] { new FileFault(ChecksumsFile, "is damaged") },
            .. (files is [] ? Checked : files).Select(file => Checksums.Check(path, file, sums.GetValueOrDefault(file))).OfType<FileFault>(),
        ];
    }

    /// <summary>Writes what the files lack of this state.</summary>
    /// <param name="state">A run that has begun.</param>
    public void Update(RunState state)
    {
        if (!Holds(ConfigurationFile, state.Configuration!))
        {
            TextFile.Replace(Path.Combine(path, ConfigurationFile), state.Configuration!);
        }

        var page = JsonSerializer.Serialize(RunDocument.Of(state), RunJson.Page) + "\n";
        TextFile.Replace(Path.Combine(path, RunFile), page);
        UpdateMetrics(state);
        UpdateSamples(state);
        TextFile.Replace(Path.Combine(path, ChecksumsFile), Checksums.Write(
        [
            (ConfigurationFile, Checksums.Of(state.Configuration!)), (RunFile, Checksums.Of(page)), (MetricsFile, metrics.Sha256), (SamplesFile, samples.Sha256),
        ]));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        metrics.Dispose();
        samples.Dispose();
    }

    // A line changes where a lost checkpoint was replaced by another.
    private void UpdateMetrics(RunState state)
    {
        if (!metrics.IsWhole || restorations != state.Restorations || state.Epochs.Count < epochsWritten)
        {
            metrics.Clear();
            epochsWritten = 0;
        }

        metrics.Append(Enumerable.Range(epochsWritten + 1, state.Epochs.Count - epochsWritten).Select(epoch => EpochLine.Of(state.Epochs[epoch])));
        (epochsWritten, restorations) = (state.Epochs.Count, state.Restorations);
    }

    private void UpdateSamples(RunState state)
    {
        if (!samples.IsWhole)
        {
            samples.Clear();
            samplesInOrder = new SamplesInOrder();
        }

        samples.Append(samplesInOrder.Next(state).Select(SampleLine.Of));
    }

    private static IEnumerable<T> Lines<T>(string file) => File.Exists(file) ? LineFile.Read<T>(file) : [];

    private bool Holds(string file, string text) => Path.Combine(path, file) is var whole && File.Exists(whole) && File.ReadAllText(whole) == text;
}
