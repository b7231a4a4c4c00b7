using ActorLstm.Host.Configuration.Hocon;
using ActorLstm.Model.Randomness;

namespace ActorLstm.Host.Configuration.Batches;

/// <summary>
/// Draws runs that differ from one another. A run that is like an earlier one is drawn again, so that its settings depend on the seed, its number and the runs before
/// it: a batch with more runs draws the same for those it had.
/// </summary>
/// <param name="settings">What is drawn.</param>
/// <param name="seed">What the draws derive from.</param>
internal sealed class RandomRuns(IReadOnlyList<DrawnSetting> settings, long seed)
{
    // By then chance alone has missed nearly all of what is left: it is taken in order from a random place on.
    private const int MostDraws = 1000;

    // Combinations that are looked at in order: in a second.
    private const long MostSteps = 10_000_000;

    /// <summary>Whether nothing is drawn.</summary>
    public bool IsEmpty => settings.Count == 0;

    /// <summary>How many combinations there are; infinity where nobody counts them.</summary>
    public double Combinations { get; } = settings.Aggregate(1.0, (product, setting) => product * (setting.Values?.Count ?? double.PositiveInfinity));

    /// <summary>Draws runs.</summary>
    /// <param name="count">How many.</param>
    /// <param name="isFree">Whether a run may be drawn: it is not left out, and none beside the drawn ones is like it.</param>
    /// <returns>So many, or fewer where there are no more.</returns>
    public IReadOnlyList<MemberSettings> Draw(int count, Func<MemberSettings, bool> isFree)
    {
        var runs = new List<MemberSettings>(count);
        var keys = new HashSet<string>();
        while (runs.Count < count && (Drawn(runs.Count) ?? InOrder(runs.Count)) is { } run)
        {
            keys.Add(run.Key);
            runs.Add(run);
        }

        return runs;

        MemberSettings? Drawn(int run) => Enumerable.Range(0, MostDraws).Select(draw => Of(place => settings[place].Draw(run, draw))).FirstOrDefault(IsNew);

        bool IsNew(MemberSettings run) => !keys.Contains(run.Key) && isFree(run);

        // All of them, the last setting changing fastest, from a random one on.
        MemberSettings? InOrder(int run)
        {
            if (double.IsInfinity(Combinations))
            {
                return null;
            }

            var stream = RandomStream.At(new RandomAddress(seed, "batch", run));
            var places = settings.Select(setting => stream.NextInt(setting.Values!.Count)).ToArray();
            for (var step = 0L; step < Math.Min(Combinations, MostSteps); step++)
            {
                if (Of(place => settings[place].Values![places[place]]) is var found && IsNew(found))
                {
                    return found;
                }

                for (var place = places.Length - 1; place >= 0 && ++places[place] == settings[place].Values!.Count; place--)
                {
                    places[place] = 0;
                }
            }

            return null;
        }
    }

    private MemberSettings Of(Func<int, HoconNode> valueAt) => new([.. settings.Index().Select(setting => KeyValuePair.Create(setting.Item.Path, valueAt(setting.Index)))]);
}
