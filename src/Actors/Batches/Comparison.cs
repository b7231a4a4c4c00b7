using System.Collections.Immutable;

namespace ActorLstm.Actors.Batches;

/// <summary>Compares the runs of a batch and says which go on. Pure: the same batch gives the same verdicts.</summary>
internal static class Comparison
{
    // A median of fewer says little.
    private const int LeastOthers = 3;

    /// <summary>The verdicts that can be given now.</summary>
    public static IEnumerable<Verdict> Of(BatchState batch)
    {
        // Those who stand still, by where they do: there are few such places, and mostly none.
        var held = batch.Places.Where(place => place.Key.Stage == MemberStage.Held).OrderBy(place => place.Key.Bracket).ThenBy(place => place.Key.Rung).ToList();
        return held.Count == 0 ? [] : batch.Options.Stopping.Rule switch
        {
            StoppingRule.Halving => held.SelectMany(place => Halve(batch, place.Key, place.Value.Select(number => batch.Members[number]))),
            StoppingRule.Asha => held.GroupBy(place => place.Key.Bracket).SelectMany(places => Promote(batch, places.Key, [.. places])),
            StoppingRule.Median => held.SelectMany(place => place.Value).Select(number => CompareWithMedian(batch, batch.Members[number])),
            _ => held.SelectMany(place => place.Value).Select(number => Verdict.GoOn(batch.Members[number])), // They stood still under another rule.
        };
    }

    // Jamieson and Talwalkar, Non-stochastic Best Arm Identification and Hyperparameter Optimization, 2016.
    private static IEnumerable<Verdict> Halve(BatchState batch, MemberPlace place, IEnumerable<MemberState> held)
    {
        var bracket = batch.Places.Where(other => other.Key.Bracket == place.Bracket).ToList();
        if (bracket.Exists(other => other.Key.Stage == MemberStage.Due && other.Key.Rung <= place.Rung))
        {
            yield break;
        }

        var entrants = bracket.Where(other => other.Key.Rung >= place.Rung).Sum(other => other.Value.Count);
        var going = Math.Max(1, entrants / batch.Options.Stopping.Factor);
        foreach (var (member, rank) in held.Select(member => (Member: member, Rank: RankOf(member, RankingOf(batch, member)))).OrderBy(ranked => ranked.Rank))
        {
            yield return rank <= going && double.IsFinite(member.LatestLoss) ? Verdict.GoOn(member) : Verdict.Stop(member, Placed(member, rank, entrants));
        }
    }

    // Li et al., A System for Massively Parallel Hyperparameter Tuning, 2020.
    private static IEnumerable<Verdict> Promote(BatchState batch, int bracket, IReadOnlyList<KeyValuePair<MemberPlace, ImmutableSortedSet<int>>> held)
    {
        var promoted = false;
        foreach (var (key, ranking) in batch.Rankings.Where(ranking => ranking.Key.Bracket == bracket).OrderByDescending(ranking => ranking.Key.Epoch))
        {
            var best = ranking.Take(ranking.Count / batch.Options.Stopping.Factor).Where(ranked => double.IsFinite(ranked.Loss)).Select(ranked => batch.Members[ranked.Number]);
            foreach (var member in best.Where(member => member.Stage == MemberStage.Held && member.LatestEpoch == key.Epoch))
            {
                promoted = true;
                yield return Verdict.GoOn(member);
            }
        }

        var places = batch.Places.Keys.Where(place => place.Bracket == bracket).ToList();
        if (promoted || places.Exists(place => place.Stage == MemberStage.Due))
        {
            yield break;
        }

        // No rank changes any more. Where no run has come to its end the best of the highest rung does, and the others are stopped.
        var (highest, waiting) = held[^1];
        if (places.TrueForAll(place => place.Rung < highest.Rung || (place.Rung == highest.Rung && place.Stage != MemberStage.Ended)))
        {
            var first = waiting.Select(number => batch.Members[number]).MinBy(member => (member.LatestLoss, member.Number))!;
            if (double.IsFinite(first.LatestLoss))
            {
                yield return Verdict.GoOn(first);
                yield break;
            }
        }

        foreach (var member in held.SelectMany(place => place.Value).Select(number => batch.Members[number]))
        {
            var ranking = RankingOf(batch, member);
            yield return Verdict.Stop(member, Placed(member, RankOf(member, ranking), ranking.Count));
        }
    }

    // Golovin et al., Google Vizier, 2017; the best loss against the median of the others' at that epoch, as Optuna's MedianPruner has it.
    private static Verdict CompareWithMedian(BatchState batch, MemberState member)
    {
        var ranking = RankingOf(batch, member);
        var (own, others) = (RankOf(member, ranking) - 1, ranking.Count - 1);
        var best = member.Losses.Values.Where(double.IsFinite).DefaultIfEmpty(double.PositiveInfinity).Min();
        var median = others == 0 ? double.PositiveInfinity : (Other((others - 1) / 2) + Other(others / 2)) / 2;
        return others >= LeastOthers && best > median
            ? Verdict.Stop(member, $"stopped after epoch {member.LatestEpoch}: its best loss of {best:F4} is above {median:F4}, the median of {others} others")
            : Verdict.GoOn(member);

        double Other(int index) => ranking[index < own ? index : index + 1].Loss;
    }

    // The losses of those that it competes with, after the same epoch, and its own.
    private static ImmutableSortedSet<(double Loss, int Number)> RankingOf(BatchState batch, MemberState member) => batch.Rankings[(member.Bracket, member.LatestEpoch)];

    // From 1, the best.
    private static int RankOf(MemberState member, ImmutableSortedSet<(double Loss, int Number)> ranking) => ranking.IndexOf((member.LatestLoss, member.Number)) + 1;

    private static string Placed(MemberState member, int rank, int of) =>
        $"stopped after epoch {member.LatestEpoch}: number {rank} of {of} by its loss of {member.Losses.Values.Last():F4}";
}

/// <summary>What becomes of a run after a comparison.</summary>
/// <param name="Number">Which.</param>
/// <param name="StopReason">Why it is stopped; null where it goes on.</param>
internal sealed record Verdict(int Number, string? StopReason)
{
    public static Verdict GoOn(MemberState member) => new(member.Number, null);

    public static Verdict Stop(MemberState member, string reason) => new(member.Number, reason);
}
