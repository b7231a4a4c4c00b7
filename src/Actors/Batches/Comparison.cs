namespace ActorLstm.Actors.Batches;

/// <summary>Compares the runs of a batch and says which go on. Pure: the same batch gives the same verdicts.</summary>
internal static class Comparison
{
    // A median of fewer says little.
    private const int LeastOthers = 3;

    /// <summary>The verdicts that can be given now, in the order of the runs.</summary>
    public static IEnumerable<Verdict> Of(BatchState batch) => batch.Options.Stopping.Rule switch
    {
        StoppingRule.Halving => batch.Members.Values.GroupBy(member => member.Bracket).SelectMany(bracket => Halve([.. bracket], batch.Options.Stopping)),
        StoppingRule.Asha => batch.Members.Values.GroupBy(member => member.Bracket).SelectMany(bracket => Promote([.. bracket], batch.Options.Stopping)),
        StoppingRule.Median => CompareWithMedian(batch),
        _ => batch.Members.Values.Where(member => member.Stage == MemberStage.Held).Select(Verdict.GoOn), // They stood still under another rule.
    };

    // Jamieson and Talwalkar, Non-stochastic Best Arm Identification and Hyperparameter Optimization, 2016.
    private static IEnumerable<Verdict> Halve(IReadOnlyList<MemberState> bracket, StoppingOptions options)
    {
        foreach (var rung in RungsOf(bracket).Order())
        {
            if (bracket.Any(member => member.Stage == MemberStage.Due && member.Rung <= rung))
            {
                continue;
            }

            var entrants = bracket.Count(member => member.Rung >= rung);
            var going = Math.Max(1, entrants / options.Factor);
            var ranked = Ranked(bracket, rung);
            foreach (var member in HeldAt(bracket, rung))
            {
                var rank = ranked.IndexOf(member) + 1;
                yield return rank <= going && double.IsFinite(LossAt(member, rung)) ? Verdict.GoOn(member) : Verdict.Stop(member, Placed(member, rank, entrants));
            }
        }
    }

    // Li et al., A System for Massively Parallel Hyperparameter Tuning, 2020.
    private static IEnumerable<Verdict> Promote(IReadOnlyList<MemberState> bracket, StoppingOptions options)
    {
        var promoted = false;
        foreach (var rung in RungsOf(bracket).OrderDescending())
        {
            var ranked = Ranked(bracket, rung);
            foreach (var member in HeldAt(bracket, rung).Where(member => ranked.IndexOf(member) < ranked.Count / options.Factor && double.IsFinite(LossAt(member, rung))))
            {
                promoted = true;
                yield return Verdict.GoOn(member);
            }
        }

        if (promoted || bracket.Any(member => member.Stage == MemberStage.Due))
        {
            yield break;
        }

        // No rank changes any more. Where no run has come to its end the best of the highest rung does, and the others are stopped.
        var highest = bracket.Max(member => member.Rung);
        var first = bracket.Any(member => member.Rung == highest && member.Stage == MemberStage.Ended) ? null : HeldAt(bracket, highest).FirstOrDefault();
        if (first is not null && double.IsFinite(first.LatestLoss))
        {
            yield return Verdict.GoOn(first);
            yield break;
        }

        foreach (var member in bracket.Where(member => member.Stage == MemberStage.Held))
        {
            var ranked = Ranked(bracket, member.Rung);
            yield return Verdict.Stop(member, Placed(member, ranked.IndexOf(member) + 1, ranked.Count));
        }
    }

    // Golovin et al., Google Vizier, 2017; the best loss against the median of the others' at that epoch, as Optuna's MedianPruner has it.
    private static IEnumerable<Verdict> CompareWithMedian(BatchState batch)
    {
        foreach (var member in batch.Members.Values.Where(member => member.Stage == MemberStage.Held))
        {
            var epoch = member.Losses.Keys.Last();
            var others = batch.Members.Values
                .Where(other => other != member && other.Losses.ContainsKey(epoch))
                .Select(other => other.Losses[epoch])
                .Select(loss => double.IsFinite(loss) ? loss : double.PositiveInfinity)
                .Order()
                .ToList();
            var best = member.Losses.Values.Where(double.IsFinite).DefaultIfEmpty(double.PositiveInfinity).Min();
            var median = others.Count == 0 ? double.PositiveInfinity : (others[(others.Count - 1) / 2] + others[others.Count / 2]) / 2;
            yield return others.Count >= LeastOthers && best > median
                ? Verdict.Stop(member, $"stopped after epoch {epoch}: its best loss of {best:F4} is above {median:F4}, the median of {others.Count} others")
                : Verdict.GoOn(member);
        }
    }

    private static IEnumerable<int> RungsOf(IEnumerable<MemberState> bracket) => bracket.Where(member => member.Stage == MemberStage.Held).Select(member => member.Rung).Distinct();

    private static List<MemberState> HeldAt(IEnumerable<MemberState> bracket, int rung) =>
        [.. Ranked(bracket, rung).Where(member => member.Stage == MemberStage.Held && member.Rung == rung)];

    // All that have come to a comparison, the best first; of equal ones the first in the batch.
    private static List<MemberState> Ranked(IEnumerable<MemberState> bracket, int rung) =>
        [.. bracket.Where(member => member.Losses.Count > rung).OrderBy(member => LossAt(member, rung)).ThenBy(member => member.Number)];

    private static double LossAt(MemberState member, int rung) => member.Losses.Values.ElementAtOrDefault(rung) is var loss && double.IsFinite(loss) ? loss : double.PositiveInfinity;

    private static string Placed(MemberState member, int rank, int of) =>
        $"stopped after epoch {member.Losses.Keys.Last()}: number {rank} of {of} by its loss of {member.Losses.Values.Last():F4}";
}

/// <summary>What becomes of a run after a comparison.</summary>
/// <param name="Number">Which.</param>
/// <param name="StopReason">Why it is stopped; null where it goes on.</param>
internal sealed record Verdict(int Number, string? StopReason)
{
    public static Verdict GoOn(MemberState member) => new(member.Number, null);

    public static Verdict Stop(MemberState member, string reason) => new(member.Number, reason);
}
