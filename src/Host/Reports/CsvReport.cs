using ActorLstm.Host.Reports.Facts;
using CsvHelper;

namespace ActorLstm.Host.Reports;

/// <summary>
/// A report as one table (RFC 4180): a row for each figure, so that a figure that is new some day is a row and no column. Figures of training have no temperature;
/// those of texts are means with their 95 % intervals where there are several texts.
/// </summary>
internal static class CsvReport
{
    // A name that a spreadsheet would take for a formula is text.
    private static readonly CsvWriterOptions Options = new() { NewLine = "\n", Injection = CsvInjection.Escape };

    /// <summary>The table.</summary>
    public static string Of(Report report)
    {
        using var text = new StringWriter();
        using (var csv = CsvWriter.Create(text, Options, leaveOpen: true))
        {
            csv.WriteRecords(report.Runs.SelectMany(run => Training(run).Concat(Texts(run))));
        }

        return text.ToString();
    }

    private static IEnumerable<Figure> Training(ReportedRun run) =>
        from epoch in run.Epochs
        from figure in new (string Name, double? Value)[]
        {
            ("loss", epoch.Loss), ("validation_loss", epoch.ValidationLoss), ("learning_rate", epoch.LearningRate), ("seconds", epoch.Seconds), ("sequences_per_second", epoch.SequencesPerSecond),
        }
        where figure.Value is not null
        select new Figure(run.Stored.Id, run.Name, epoch.Epoch, null, figure.Name, 1, figure.Value!.Value, null, null);

    private static IEnumerable<Figure> Texts(ReportedRun run) =>
        from epoch in run.Texts.Epochs
        from temperature in run.Texts.Temperatures
        let texts = run.Texts.At(epoch, temperature).ToList()
        from measure in Measure.All
        let estimate = measure.EstimateOf(texts)
        where estimate is not null
        let hasInterval = Measure.HasInterval(estimate)
        select new Figure(run.Stored.Id, run.Name, epoch, temperature, measure.Key, estimate.Count, estimate.Mean, hasInterval ? estimate.Low : null, hasInterval ? estimate.High : null);
}

/// <summary>A row of the table.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Temperature">The temperature of the texts; empty for a figure of training.</param>
/// <param name="Measure">What was measured.</param>
/// <param name="Count">Of how many texts; 1 for a figure of training.</param>
/// <param name="Value">The figure; of texts, their mean.</param>
/// <param name="Low">The lower end of its 95 % interval; empty where it has none.</param>
/// <param name="High">The upper end.</param>
[CsvRecord]
internal sealed partial record Figure(
    [property: CsvColumn("run")] string Run,
    [property: CsvColumn("name")] string Name,
    [property: CsvColumn("epoch")] int Epoch,
    [property: CsvColumn("temperature")] double? Temperature,
    [property: CsvColumn("measure")] string Measure,
    [property: CsvColumn("count")] int Count,
    [property: CsvColumn("value")] double Value,
    [property: CsvColumn("low")] double? Low,
    [property: CsvColumn("high")] double? High);
