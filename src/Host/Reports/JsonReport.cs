using System.Text.Json.Nodes;
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
        report.Subjects.Title,
        report.Notes,
        Batches = report.Subjects.Batches.Select(batch => batch.Document),
        report.Differences,
        Runs = report.Runs.Select(Run),
    });

    private static JsonObject Run(ReportedRun run)
    {
        var line = JsonOutput.Object(run.Document);
        JsonOutput.Add(line, RunOverview.Of(run.Stored));
        JsonOutput.Add(line, new
        {
            BestLoss = run.BestLoss,
            LastValidationLoss = run.Last?.ValidationLoss,
            run.BestValidationLoss,
            run.Seconds,
            run.Gaps,
            NotComparable = run.WhyNotComparable,
            run.Settings,
            Metrics = run.Epochs,
            run.Texts.WithoutCorpus,
            Findings = Findings.Of(run.Texts),
            Samples = run.Texts.All.Select(text => new { text.Sample.Epoch, text.Sample.Temperature, text.Sample.Replica, text.Sample.SeedText, text.Sample.Text, text.Sample.Metrics, text.Measures }),
            Measures = from epoch in run.Texts.Epochs
                       from temperature in run.Texts.Temperatures
                       let texts = run.Texts.At(epoch, temperature).ToList()
                       from measure in Measure.All
                       let estimate = measure.EstimateOf(texts)
                       where estimate is not null
                       let hasInterval = Measure.HasInterval(estimate)
                       select new { epoch, temperature, Measure = measure.Key, estimate.Count, estimate.Mean, Low = hasInterval ? estimate.Low : (double?)null, High = hasInterval ? estimate.High : (double?)null },
        });
        return line;
    }
}
