using System.Text.Json;
using ActorLstm.Actors.Runs;
using ActorLstm.Model.Checkpoints;

namespace ActorLstm.Actors.Projections;

/// <summary>
/// Keeps <c>run.json</c>, <c>metrics.jsonl</c> and <c>samples.jsonl</c> of one run in step with its state. The lines stand in
/// the order of epoch, temperature and replica, whatever the order in which samplers finished; the first call writes the
/// files anew, so that damaged or missing ones mend themselves.
/// </summary>
/// <param name="path">The run's folder.</param>
public sealed class RunFolder(string path)
{
    /// <summary>The file that describes the run.</summary>
    public const string RunFile = "run.json";

    /// <summary>The file with a line for each epoch.</summary>
    public const string MetricsFile = "metrics.jsonl";

    /// <summary>The file with a line for each sample.</summary>
    public const string SamplesFile = "samples.jsonl";

    /// <summary>The resolved configuration.</summary>
    public const string ConfigurationFile = "experiment.conf";

    /// <summary>The folder with the checkpoints.</summary>
    public const string CheckpointsFolder = "checkpoints";

    /// <summary>The checkpoints that the run has recorded and that are there, the earliest epoch first.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="store">Its checkpoints.</param>
    public static IReadOnlyList<CheckpointRef> RecordedCheckpoints(string path, CheckpointStore store)
    {
        var file = Path.Combine(path, MetricsFile);
        return !File.Exists(file) ? [] :
        [
            .. from line in LineFile.Read<EpochLine>(file)
               where line.Checkpoint is not null
               let reference = new CheckpointRef(line.Checkpoint!, 0, line.Epoch)
               where Directory.Exists(store.PathOf(reference))
               select reference,
        ];
    }

    private readonly LineFile metrics = new(Path.Combine(path, MetricsFile));
    private readonly LineFile samples = new(Path.Combine(path, SamplesFile));
    private SamplesInOrder samplesInOrder = new();
    private int epochsWritten;

    /// <summary>Writes what the files lack of this state.</summary>
    public void Update(RunState state)
    {
        TextFile.Replace(Path.Combine(path, RunFile), JsonSerializer.Serialize(RunDocument.Of(state), RunJson.Page) + "\n");
        if (!metrics.IsWhole || !samples.IsWhole)
        {
            metrics.Clear();
            samples.Clear();
            samplesInOrder = new SamplesInOrder();
            epochsWritten = 0;
        }

        metrics.Append(state.Epochs.Values.Skip(epochsWritten).Select(EpochLine.Of));
        samples.Append(samplesInOrder.Next(state).Select(SampleLine.Of));
        epochsWritten = state.Epochs.Count;
    }
}
