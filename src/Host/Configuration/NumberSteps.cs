using System.Globalization;

namespace ActorLstm.Host.Configuration;

/// <summary>Numbers at equal distances, written as one text: <c>0.1..2.0 by 0.1</c> is 0.1, 0.2 and so on to 2.0, both ends included.</summary>
internal static class NumberSteps
{
    /// <summary>How one is written, for messages.</summary>
    public const string Example = "\"0.1..2.0 by 0.1\"";

    private const string Dots = "..";
    private const string By = " by ";

    /// <summary>Whether a text is meant as one.</summary>
    public static bool IsMeant(string text) => text.Contains(Dots, StringComparison.Ordinal);

    /// <summary>
    /// The numbers of a text. They are counted in decimals, and each is the double that is nearest to its own: a sum of doubles would come
    /// to 0.30000000000000004.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many there may be.</param>
    /// <param name="fault">What is wanted instead, where the text is none; else null.</param>
    public static IReadOnlyList<double> Parse(string text, int most, out string? fault)
    {
        var dots = text.IndexOf(Dots, StringComparison.Ordinal);
        var by = text.IndexOf(By, StringComparison.Ordinal);
        if (dots < 0 || by < dots || Number(text[..dots]) is not { } from || Number(text[(dots + Dots.Length)..by]) is not { } to || Number(text[(by + By.Length)..]) is not { } step)
        {
            fault = $"wants a range as {Example}: two decimal numbers, and a third that leads from one to the next";
            return [];
        }

        fault = Fault(from, to, step, most);
        return fault is null ? [.. Enumerable.Range(0, (int)((to - from) / step) + 1).Select(index => Nearest(from + index * step))] : [];
    }

    private static string? Fault(decimal from, decimal to, decimal step, int most)
    {
        if (step <= 0)
        {
            return $"wants a range whose step, after \"by\", is above 0, as {Example}";
        }

        if (from > to)
        {
            return $"wants a range from the lower number to the higher one, as {Example}";
        }

        // The quotient of two decimals may be larger than any decimal.
        if (((double)to - (double)from) / (double)step >= most)
        {
            return $"wants at most {most} numbers, and this range has more";
        }

        var rest = (to - from) % step;
        return rest == 0 ? null : $"wants a range whose step leads to its end, and the steps of this one lead to {Shown(to - rest)} and {Shown(to - rest + step)}";
    }

    private static decimal? Number(string text) =>
        decimal.TryParse(text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) ? number : null;

    // By way of its text: the conversion of .NET is not always to the nearest double. 0.0 takes the sign off a zero.
    private static double Nearest(decimal number) => double.Parse(number.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + 0.0;

    private static string Shown(decimal number) => SettingsText.Of(Nearest(number));
}
