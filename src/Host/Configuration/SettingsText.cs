using System.Globalization;
using ActorLstm.Host.Configuration.Hocon;

namespace ActorLstm.Host.Configuration;

/// <summary>Values as a configuration file writes them.</summary>
internal static class SettingsText
{
    private const int LongestShown = 60;

    /// <summary>A time in the largest unit that it is a whole number of.</summary>
    public static string Of(TimeSpan time) => time.Ticks switch
    {
        var ticks when ticks % TimeSpan.TicksPerHour == 0 => $"{ticks / TimeSpan.TicksPerHour}h",
        var ticks when ticks % TimeSpan.TicksPerMinute == 0 => $"{ticks / TimeSpan.TicksPerMinute}m",
        var ticks when ticks % TimeSpan.TicksPerSecond == 0 => $"{ticks / TimeSpan.TicksPerSecond}s",
        var ticks => string.Create(CultureInfo.InvariantCulture, $"{(decimal)ticks / TimeSpan.TicksPerMillisecond}ms"),
    };

    /// <summary>The shortest text that reads back as the same number, for instance <c>0.01</c> or <c>1e-7</c>.</summary>
    public static string Of(double number)
    {
        var parts = number.ToString("R", CultureInfo.InvariantCulture).Split('E');
        return parts is [var digits, var exponent]
            ? string.Create(CultureInfo.InvariantCulture, $"{digits}e{int.Parse(exponent, CultureInfo.InvariantCulture)}")
            : parts[0];
    }

    /// <summary>A value that was found, for messages; a long one is cut.</summary>
    public static string Shown(HoconNode node)
    {
        var shown = node switch
        {
            HoconMap => "a section",
            HoconList { Items.Count: 0 } => "an empty list",
            HoconList => "a list",
            HoconText { IsQuoted: false } text => text.Value,
            HoconText text => HoconPath.Quoted(text.Value),
            _ => "nothing",
        };
        return shown.Length <= LongestShown ? shown : $"{shown[..LongestShown]}...";
    }
}
