using System.Text;
using System.Text.Json;
using ActorLstm.Actors.Runs;

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

    private readonly SamplesInOrder samplesInOrder = new();
    private int epochsWritten;
    private bool begun;

    /// <summary>Writes what the files lack of this state.</summary>
    public void Update(RunState state)
    {
        Replace(RunFile, JsonSerializer.Serialize(RunDocument.Of(state), RunJson.Page) + "\n");
        var metrics = Lines(state.Epochs.Values.Skip(epochsWritten).Select(EpochLine.Of));
        var samples = Lines(samplesInOrder.Next(state).Select(SampleLine.Of));
        if (begun)
        {
            Append(MetricsFile, metrics);
            Append(SamplesFile, samples);
        }
        else
        {
            Replace(MetricsFile, metrics);
            Replace(SamplesFile, samples);
        }

        begun = true;
        epochsWritten = state.Epochs.Count;
    }

    private static string Lines<T>(IEnumerable<T> documents) =>
        string.Concat(documents.Select(document => JsonSerializer.Serialize(document, RunJson.Line) + "\n"));

    private void Append(string file, string text)
    {
        if (text.Length > 0)
        {
            File.AppendAllText(Path.Combine(path, file), text);
        }
    }

    private void Replace(string file, string text)
    {
        var target = Path.Combine(path, file);
        File.WriteAllText(target + ".partial", text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(target + ".partial", target, overwrite: true);
    }
}
