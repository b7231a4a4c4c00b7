using System.Globalization;
using ActorLstm.Host.Configuration.Hocon;
using ActorLstm.Model.Randomness;

namespace ActorLstm.Host.Configuration.Batches;

/// <summary>
/// A setting that is drawn at random for each run: one of a list, or a number of a range. What a run draws depends on the seed, its
/// number and the setting alone, so that a batch with more runs or more settings draws the same for those it had.
/// </summary>
internal static class RandomSetting
{
    private const string Wanted = "wants a list of values, for instance [64, 128], or a range, for instance { from = 0.001, to = 0.1, scale = log }";

    private static readonly string[] Keys = ["from", "to", "scale", "step"];

    /// <summary>How a setting is drawn for the run of a number, from 0; null where the range is refused.</summary>
    public static Func<int, HoconNode>? Of(string path, HoconNode value, long seed, Action<HoconNode, string> refuse)
    {
        switch (value)
        {
            case HoconList { Items: { Count: > 0 } choices }:
                return run => choices[Stream(run).NextInt(choices.Count)];
            case HoconMap range when Numbers(path, range, refuse) is { } numbers:
                return run => new HoconText(range.Origin, numbers.At(Stream(run).NextDouble()), IsQuoted: false);
            case HoconMap:
                return null;
            default:
                refuse(value, $"{path} {Wanted}");
                return null;
        }

        RandomStream Stream(int run) => RandomStream.At(new RandomAddress(seed, path, run));
    }

    private static NumberSpan? Numbers(string path, HoconMap range, Action<HoconNode, string> refuse)
    {
        var unknown = range.Items.Keys.FirstOrDefault(key => !Keys.Contains(key));
        var (from, to, step) = (Number("from"), Number("to"), Number("step"));
        var scale = range.Find("scale") switch { null => "linear", HoconText text => text.Value, var other => SettingsText.Shown(other) };
        var isWhole = IsWhole("from") && IsWhole("to") && (step is null || IsWhole("step"));
        string? fault = (unknown, from, to) switch
        {
            (not null, _, _) => $"has no {unknown}: {Wanted}",
            (_, null, _) or (_, _, null) => Wanted,
            _ when step is null && range.Find("step") is { } found => $"wants a number for step; found {SettingsText.Shown(found)}",
            var (_, low, high) when low >= high => "wants a range whose from is below its to",
            _ when scale is not ("linear" or "log") => $"wants a scale of linear or log; found {scale}",
            var (_, low, _) when scale == "log" && low <= 0 => "wants a range above 0 for the scale log",
            _ when step <= 0 => "wants a step above 0",
            _ when step is not null && scale == "log" => "wants no step with the scale log",
            _ => null,
        };
        if (fault is not null)
        {
            refuse(range, $"{path} {fault}");
            return null;
        }

        return new NumberSpan(from!.Value, to!.Value, step, scale == "log", isWhole);

        double? Number(string key) => range.Find(key) is HoconText text ? SettingsParser.Double(text.Value) : null;

        bool IsWhole(string key) => range.Find(key) is HoconText text && SettingsParser.Long(text.Value) is not null;
    }

    /// <summary>Numbers from one to another. Whole ones where both ends are written so; others have four digits that count.</summary>
    private sealed record NumberSpan(double From, double To, double? Step, bool IsLog, bool IsWhole)
    {
        public string At(double share)
        {
            if (Step is { } step)
            {
                var steps = Math.Floor((To - From) / step * (1 + 1e-12)) + 1;
                return Text(From + step * Math.Min(Math.Floor(share * steps), steps - 1), digits: 12);
            }

            if (IsWhole && !IsLog)
            {
                return Text(From + Math.Min(Math.Floor(share * (To - From + 1)), To - From));
            }

            return Text(IsLog ? From * Math.Pow(To / From, share) : From + share * (To - From));
        }

        // Rounded, a number near an end of the range may lie beyond it.
        private string Text(double number, int digits = 4) => IsWhole
            ? Math.Round(number).ToString("F0", CultureInfo.InvariantCulture)
            : SettingsText.Of(Math.Clamp(double.Parse(number.ToString($"G{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), From, To));
    }
}
