using ActorLstm.Actors.Projections;

namespace ActorLstm.Host.Runs;

/// <summary>The seed texts of a run whose epochs have several each: the same in every epoch.</summary>
internal static class SeveralSeedTexts
{
    /// <summary>The seed texts in their order; none where each epoch has one alone, which may be another every time.</summary>
    /// <param name="samples">The texts of the run.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<SampleLine> samples) =>
        samples.DistinctBy(line => (line.Epoch, line.SeedText)).CountBy(line => line.Epoch).All(epoch => epoch.Value == 1)
            ? []
            : [.. samples.GroupBy(line => line.SeedText).OrderBy(seed => seed.Min(line => line.Replica)).Select(seed => seed.Key)];
}
