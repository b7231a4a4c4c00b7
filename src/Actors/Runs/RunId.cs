using System.Globalization;

namespace ActorLstm.Actors.Runs;

/// <summary>
/// The id of a run or a batch: the second it was created (UTC) and four characters that count on within the second, for instance
/// <c>20260314-150926-k3xp</c>. Ids sort, as texts by their code units, in the order in which they were given.
/// </summary>
public static class RunId
{
    /// <summary>Ids of a second: a step is about a microsecond.</summary>
    internal const int StepsOfSecond = 32 * 32 * 32 * 32;

    // In the order of their code units. Those that are mistaken for others, 0, 1, l and o, are left out.
    private const string Letters = "23456789abcdefghijkmnpqrstuvwxyz";

    /// <summary>Whether a text has the form of an id.</summary>
    public static bool IsWhole(string text) =>
        text is { Length: 20 } && text[8] == '-' && text[15] == '-' && text.Where((_, index) => index is < 8 or (> 8 and < 15)).All(char.IsAsciiDigit) && text[16..].All(Letters.Contains);

    /// <summary>The steps from the beginning of the calendar to a time.</summary>
    internal static long StepAt(DateTimeOffset time)
    {
        var (second, rest) = Math.DivRem(time.UtcTicks, TimeSpan.TicksPerSecond);
        return second * StepsOfSecond + rest * StepsOfSecond / TimeSpan.TicksPerSecond;
    }

    /// <summary>The id of a step.</summary>
    internal static string Of(long step)
    {
        var (second, rest) = Math.DivRem(step, StepsOfSecond);
        return string.Create(20, (Second: new DateTime(second * TimeSpan.TicksPerSecond, DateTimeKind.Utc), Within: (int)rest), static (id, at) =>
        {
            at.Second.TryFormat(id, out _, "yyyyMMdd-HHmmss-", CultureInfo.InvariantCulture);
            for (var place = 19; place > 15; place--, at.Within /= 32)
            {
                id[place] = Letters[at.Within % 32];
            }
        });
    }
}
