using System.Text.Json;
using System.Text.Json.Nodes;
using ActorLstm.Actors.Projections;
using ActorLstm.Host.Cli;
using ActorLstm.Host.Reports.Facts;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Reports;

/// <summary>A report as one JSON object: the facts without the words and pictures.</summary>
internal static class JsonReport
{
    /// <summary>The object, on one line.</summary>
    public static string Of(Report report) => JsonOutput.Line(new
    {
        report.Title,
        report.Notes,
        Batches = report.Batches.Select(batch => batch.Document),
        report.Differences,
        Runs = report.Runs.Select(Run),
    });

    private static JsonObject Run(ReportedRun run)
    {
        var line = JsonSerializer.SerializeToNode(run.Document, RunJson.Line)?.AsObject() ?? [];
        Add(line, RunOverview.Of(run.Stored));
        Add(line, new
        {
            BestLoss = run.BestLoss,
            LastValidationLoss = run.Last?.ValidationLoss,
            run.BestValidationLoss,
            run.Seconds,
            run.Gaps,
            run.Settings,
            Metrics = run.Epochs,
            run.Texts.WithoutCorpus,
            Findings = Findings.Of(run.Texts),
            Samples = run.Texts.All.Select(text => new { text.Sample.Epoch, text.Sample.Temperature, text.Sample.Replica, text.Sample.Text, text.Sample.Metrics, text.Measures }),
            Measures = from epoch in run.Texts.Epochs
                       from temperature in run.Texts.Temperatures
                       let texts = run.Texts.At(epoch, temperature).ToList()
                       from measure in Measure.All
                       let estimate = measure.EstimateOf(texts)
                       where estimate is not null
                       select new { epoch, temperature, Measure = measure.Key, estimate.Count, estimate.Mean, estimate.Low, estimate.High },
        });
        return line;
    }

    private static void Add<T>(JsonObject line, T more)
    {
        foreach (var (key, value) in JsonSerializer.SerializeToNode(more, RunJson.Line)!.AsObject())
        {
            line[key] = value?.DeepClone();
        }
    }
}
