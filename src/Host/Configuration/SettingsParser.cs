using System.Globalization;

namespace ActorLstm.Host.Configuration;

/// <summary>Texts to values, strictly and in the invariant culture; null for anything else than such a value.</summary>
internal static class SettingsParser
{
    /// <summary>A whole number: an optional sign and digits.</summary>
    public static long? Long(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A finite number. The zero that is less than nothing, -0, is 0.</summary>
    public static double? Double(string text)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number + 0.0 : null;
    }

    /// <summary>true or false.</summary>
    public static bool? Bool(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };

    /// <summary>A time: a number and ms, s, m or h.</summary>
    public static TimeSpan? Duration(string text)
    {
        var digits = text.TrimEnd("hms".ToCharArray());
        long unit = text[digits.Length..] switch
        {
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            _ => 0,
        };
        return unit > 0 && decimal.TryParse(digits.TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count <= long.MaxValue / unit
            ? new TimeSpan((long)(count * unit))
            : null;
    }
}
