using ActorLstm.Host.Configuration;
using ActorLstm.Host.Reports.Facts;

namespace ActorLstm.Host.Reports.Plots;

/// <summary>Plots of what was measured of texts.</summary>
internal static class MeasurePlots
{
    // More bands over one another show nothing.
    private const int MostBands = 3;

    /// <summary>Each measure against the temperature, after the last epoch of each run; those that were not measured are left out.</summary>
    public static IEnumerable<Plot> AgainstTemperature(IReadOnlyList<ReportedRun> runs) =>
        from measure in Measure.All
        let plot = new Plot(Heading(measure), "temperature", "", [.. runs.Index().Select(run => AgainstTemperature(measure, run.Item, run.Index, hasBand: runs.Count <= MostBands))]) { Notes = [measure.Meaning] }
        where !plot.IsEmpty
        select plot;

    /// <summary>Of some temperatures those that are drawn against the epoch: all, or so many as can be told apart, evenly among them.</summary>
    public static IReadOnlyList<double> Drawn(IReadOnlyList<double> temperatures) => temperatures.Count <= PlotColors.MostCurves
        ? temperatures
        : [.. Enumerable.Range(0, PlotColors.MostCurves).Select(i => temperatures[(int)Math.Round(i * (temperatures.Count - 1.0) / (PlotColors.MostCurves - 1))])];

    /// <summary>Each measure against the epoch, a curve for each temperature.</summary>
    public static IEnumerable<Plot> AgainstEpoch(RunTexts texts) => texts.Epochs.Count < 2 ? [] :
        from measure in Measure.All
        let plot = new Plot(Heading(measure), "epoch", "", [.. Drawn(texts.Temperatures).Index().Select(temperature => AgainstEpoch(measure, texts, temperature.Item, temperature.Index))]) { IsXWhole = true }
        where !plot.IsEmpty
        select plot;

    private static string Heading(Measure measure) => char.ToUpperInvariant(measure.Name[0]) + measure.Name[1..];

    private static Curve AgainstTemperature(Measure measure, ReportedRun run, int color, bool hasBand) =>
        new(run.Label, color, [.. run.Texts.LastEstimates(measure).Select(point => Point(point.Temperature, point.Estimate, hasBand))]);

    private static Curve AgainstEpoch(Measure measure, RunTexts texts, double temperature, int color) => new(
        $"temperature {SettingsText.Of(temperature)}",
        color,
        [.. from epoch in texts.Epochs let estimate = measure.EstimateOf(texts.At(epoch, temperature)) where estimate is not null select new CurvePoint(epoch, estimate.Mean)]);

    private static CurvePoint Point(double x, ActorLstm.Model.Measures.Estimate estimate, bool hasBand) =>
        hasBand && Measure.HasInterval(estimate) ? new CurvePoint(x, estimate.Mean, estimate.Low, estimate.High) : new CurvePoint(x, estimate.Mean);
}
