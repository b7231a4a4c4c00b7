using ActorLstm.Actors.Runs;
using ActorLstm.Host.Reports.Pages;
using ActorLstm.Host.Reports.Plots;

namespace ActorLstm.Host.Web.Pages;

/// <summary>The loss of a run that goes on, drawn as a report draws it.</summary>
internal static class RunPlots
{
    /// <summary>The plots; none before the first epoch.</summary>
    public static PlotGroup Of(RunState run)
    {
        var isChecked = run.Epochs.Values.Any(epoch => epoch.Losses.Validation is not null);
        var plot = new Plot("Loss", "epoch", "nats a character", [Curve(run, "training", 0, epoch => epoch.Losses.Training), .. isChecked ? [Curve(run, "validation", 1, epoch => epoch.Losses.Validation)] : Array.Empty<Curve>()])
        {
            IsXWhole = true,
            LogarithmicFrom = 8,
            Marks = [.. run.Divergences.Select(diverged => new Mark(diverged.Epoch, 0))],
        };
        return new PagePlots(areWanted: true).Draw([plot]);
    }

    private static Curve Curve(RunState run, string label, int color, Func<EpochTrained, double?> loss) =>
        new(label, color, [.. from epoch in run.Epochs.Values let value = loss(epoch) where value is not null select new CurvePoint(epoch.Epoch, value.Value)]);
}
