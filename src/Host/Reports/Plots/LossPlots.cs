using ActorLstm.Actors.Projections;
using ActorLstm.Host.Cli.Outputs;
using ActorLstm.Host.Reports.Facts;

namespace ActorLstm.Host.Reports.Plots;

/// <summary>Plots of training: what is known of every epoch.</summary>
internal static class LossPlots
{
    // The loss of a run that diverged leaves nothing of the others on an axis from zero.
    private const double LogarithmicLoss = 8;
    private const double LogarithmicRate = 20;

    /// <summary>The losses of some runs, and the learning rates.</summary>
    public static IEnumerable<Plot> Of(IReadOnlyList<ReportedRun> runs)
    {
        var isChecked = runs.Any(run => run.Epochs.Any(epoch => epoch.ValidationLoss is not null));
        var losses = new Plot("Loss", "epoch", "nats a character", [.. runs.Index().SelectMany(run => Losses(run.Item, run.Index))])
        {
            IsXWhole = true,
            LogarithmicFrom = LogarithmicLoss,
            Marks = [.. from run in runs.Index() from diverged in run.Item.Document?.Divergences ?? [] select new Mark(diverged.Epoch, run.Index)],
        };
        yield return losses with
        {
            Notes =
            [
                .. isChecked && !losses.IsEmpty ? new[] { "Dashed: on text that was not trained on (validation)." } : [],
                .. runs.SelectMany(run => NotNumbers(run, isDrawn: !losses.IsEmpty).Concat(Divergences(run)).Select(note => runs.Count == 1 ? note : $"{run.Label}: {note}")),
            ],
        };
        yield return new Plot("Learning rate", "epoch", "", [.. runs.Index().Select(run => Of(run.Item, run.Index, run.Item.Label, epoch => epoch.LearningRate))])
        {
            IsXWhole = true,
            LogarithmicFrom = LogarithmicRate,
        };
    }

    // The reason says where it happened, and of a run that stopped, what to do.
    private static string Words(DivergenceFacts diverged) => diverged.Action switch
    {
        Model.Training.DivergencePolicy.Rollback => $"Training diverged: {Reason(diverged)}. It went back to "
            + $"{(diverged.RolledBackTo is { } epoch ? $"epoch {epoch}" : "the initial weights")}, with {diverged.RateFactor:G3} times the learning rate.",
        Model.Training.DivergencePolicy.Continue => $"Training diverged and went on all the same: {Reason(diverged)}.",
        _ => $"Training diverged and stopped: {Reason(diverged)}.",
    };

    private static string Reason(DivergenceFacts diverged) => VisibleText.OneLine(diverged.Reason).TrimEnd('.');

    private static IEnumerable<Curve> Losses(ReportedRun run, int color)
    {
        yield return Of(run, color, run.Label, epoch => epoch.Loss);
        if (run.Epochs.Any(epoch => epoch.ValidationLoss is not null))
        {
            yield return Of(run, color, run.Label, epoch => epoch.ValidationLoss) with { IsDashed = true };
        }
    }

    private static Curve Of(ReportedRun run, int color, string label, Func<EpochLine, double?> value) => new(
        label, color, [.. from epoch in run.Epochs let number = value(epoch) where number is not null select new CurvePoint(epoch.Epoch, number.Value)]);

    private static IEnumerable<string> Divergences(ReportedRun run) => run.Document?.Divergences.Select(Words) ?? [];

    private static IEnumerable<string> NotNumbers(ReportedRun run, bool isDrawn) =>
        from epoch in run.Epochs
        from loss in new[] { ("training", (double?)epoch.Loss), ("validation", epoch.ValidationLoss) }
        where loss.Item2 is { } number && !Plot.IsDrawn(new CurvePoint(epoch.Epoch, number))
        select $"The {loss.Item1} loss of epoch {epoch.Epoch} is {loss.Item2}{(isDrawn ? ": a cross at the upper edge" : "")}.";
}
