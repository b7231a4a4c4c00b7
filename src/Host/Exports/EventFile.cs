using ActorLstm.Actors.Projections;
using ActorLstm.Host.Runs;
using ActorLstm.Model;
using Google.Protobuf;
using Tensorboard;

namespace ActorLstm.Host.Exports;

/// <summary>
/// A run for TensorBoard. A step is an epoch, one that was trained or one that there are texts of. Its time is the beginning of the run and the
/// seconds of the epochs up to it, pauses left out: so the same run gives the same bytes. TensorBoard keeps numbers in single precision.
/// </summary>
internal static class EventFile
{
    private const string InName = "tfevents"; // by which TensorBoard knows its files

    /// <summary>The name of the file of a run.</summary>
    public static string NameOf(ExportedRun run) => $"events.out.{InName}.{run.StartedAt.ToUnixTimeSeconds()}.{run.Id}";

    /// <summary>Refuses a folder with events of something else, which TensorBoard would show as the same run.</summary>
    public static void RequireAlone(string folder, ExportedRun run)
    {
        var other = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, $"*{InName}*").FirstOrDefault(file => Path.GetFileName(file) != NameOf(run))
            : null;
        if (other is not null)
        {
            throw new InvalidInputException($"{folder} holds events of something else, {Path.GetFileName(other)}, and TensorBoard takes a folder for one run. Name a folder of its own with --output.");
        }
    }

    /// <summary>Writes the file.</summary>
    public static Task WriteAsync(ExportedRun run, Stream stream)
    {
        foreach (var happened in Events(run))
        {
            EventRecords.Write(happened, stream);
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<Event> Events(ExportedRun run)
    {
        var lines = run.Epochs.ToLookup(line => line.Epoch);
        var samples = run.Samples.ToLookup(line => line.Epoch);
        var seedTexts = SeveralSeedTexts.Of(run.Samples).ToList();
        var time = run.StartedAt.ToUnixTimeMilliseconds() / 1000.0;
        yield return new Event { WallTime = time, FileVersion = "brain.Event:2" };
        foreach (var epoch in lines.Select(line => line.Key).Union(samples.Select(sample => sample.Key)).Order())
        {
            time += lines[epoch].Sum(line => line.Seconds);
            var summary = new Summary();
            summary.Value.Add(lines[epoch].SelectMany(Scalars));
            summary.Value.Add(Texts(samples[epoch], seedTexts));
            yield return new Event { WallTime = time, Step = epoch, Summary = summary };
        }
    }

    private static IEnumerable<Summary.Types.Value> Scalars(EpochLine line)
    {
        yield return Scalar("loss/train", line.Loss);
        if (line.ValidationLoss is { } loss)
        {
            yield return Scalar("loss/validation", loss);
        }

        yield return Scalar("learning_rate", line.LearningRate);
        yield return Scalar("sequences_per_second", line.SequencesPerSecond);
    }

    // The texts of a temperature are one value, a row for each replica. Where there are several seed texts, each has values of its own, under its number.
    private static IEnumerable<Summary.Types.Value> Texts(IEnumerable<SampleLine> samples, List<string> seedTexts)
    {
        foreach (var seed in samples.GroupBy(line => line.SeedText))
        {
            var number = seedTexts.Count == 0 ? "" : $"_{seedTexts.IndexOf(seed.Key) + 1}";
            yield return Text($"samples/seed_text{number}", [seed.Key]);
            foreach (var temperature in seed.GroupBy(line => line.Temperature))
            {
                yield return Text($"samples/temperature_{temperature.Key:R}{(seedTexts.Count == 0 ? "" : $"/seed_text{number}")}", [.. temperature.Select(line => line.Text)]);
            }
        }
    }

    private static Summary.Types.Value Scalar(string tag, double value) => new() { Tag = tag, SimpleValue = (float)value };

    private static Summary.Types.Value Text(string tag, IReadOnlyList<string> texts)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dim { Size = texts.Count });
        var tensor = new TensorProto { Dtype = DataType.DtString, TensorShape = shape };
        tensor.StringVal.AddRange(texts.Select(text => ByteString.CopyFromUtf8(Fenced(text))));
        return new Summary.Types.Value
        {
            Tag = tag,
            Tensor = tensor,
            Metadata = new SummaryMetadata { PluginData = new SummaryMetadata.Types.PluginData { PluginName = "text" }, DataClass = DataClass.Tensor },
        };
    }

    // TensorBoard reads texts as Markdown: between fences every character stands for itself.
    private static string Fenced(string text)
    {
        var fence = "~~~";
        while (text.Contains(fence, StringComparison.Ordinal))
        {
            fence += '~';
        }

        return $"{fence}\n{text}\n{fence}";
    }
}
