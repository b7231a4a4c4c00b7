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

    private int epochsWritten;
    private int sampledEpochsWritten;
    private bool begun;

    /// <summary>Writes what the files lack of this state.</summary>
    public void Update(RunState state)
    {
        Replace(RunFile, JsonSerializer.Serialize(RunDocument.Of(state), RunJson.Page) + "\n");
        var metrics = Lines(state.Epochs.Values.Skip(epochsWritten).Select(EpochLine.Of));
        var sampledEpochs = SampledEpochs(state);
        var samples = Lines(FinishedSamples(state, sampledEpochs).Select(SampleLine.Of));
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
        sampledEpochsWritten = sampledEpochs;
    }

    // An epoch's samples are written together once all are there, and epoch after epoch; the rest when the run has ended.
    private IEnumerable<SampleGenerated> FinishedSamples(RunState state, int sampledEpochs) =>
        from epoch in state.Epochs.Keys.Skip(sampledEpochsWritten).Take(sampledEpochs - sampledEpochsWritten)
        from key in state.Plan!.SamplesOf(epoch)
        where state.Samples.ContainsKey(key)
        select state.Samples[key];

    private static int SampledEpochs(RunState state) => state.IsRunning && state.MissingSamples.Count > 0
        ? state.MissingSamples.Keys.First().Epoch - 1
        : state.Epochs.Count;

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
