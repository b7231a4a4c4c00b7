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

    // With more values than this, and four times as many as runs, chance always finds one that is left, also on the scale log.
    private const int FewValues = 1000;

    private static readonly string[] Keys = ["from", "to", "scale", "step"];

    /// <summary>How a setting is drawn; null where the range is refused.</summary>
    /// <param name="path">The setting.</param>
    /// <param name="value">What it is drawn from.</param>
    /// <param name="seed">What the draws derive from.</param>
    /// <param name="runs">How many runs are drawn: of a setting with many more values nobody has to count them.</param>
    /// <param name="refuse">Takes what is wrong.</param>
    public static DrawnSetting? Of(string path, HoconNode value, long seed, int runs, Action<HoconNode, string> refuse)
    {
        switch (value)
        {
            case HoconList { Items: { Count: > 0 } choices }:
                return new DrawnSetting(path, (run, draw) => choices[Stream(run, draw).NextInt(choices.Count)], [.. choices.DistinctBy(MemberSettings.KeyOf)]);
            case HoconMap range when Numbers(path, range, refuse) is { } numbers:
                return new DrawnSetting(path, (run, draw) => Text(numbers.At(Stream(run, draw).NextDouble())), numbers.All(FewValues + 4 * runs) is { } all ? [.. all.Select(Text)] : null);

                HoconNode Text(string number) => new HoconText(range.Origin, number, IsQuoted: false);
            case HoconMap:
                return null;
            default:
                refuse(value, $"{path} {Wanted}");
                return null;
        }

        RandomStream Stream(int run, int draw) => RandomStream.At(new RandomAddress(seed, path, run, Replica: draw));
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

        /// <summary>Every number that can be drawn, each once and the least first; null where there are more than so many.</summary>
        public List<string>? All(int most)
        {
            if (From <= 0 && To >= 0 && !IsWhole && Step is null)
            {
                return null; // Next to 0 there is no least.
            }

            var all = Each().Distinct().Take(most + 1).ToList();
            return all.Count > most ? null : all;
        }

        private IEnumerable<string> Each()
        {
            if (Step is { } step)
            {
                var steps = Math.Floor((To - From) / step * (1 + 1e-12)) + 1;
                for (var index = 0; index < steps; index++)
                {
                    yield return Text(From + step * index, digits: 12);
                }
            }
            else if (IsWhole)
            {
                for (var index = 0L; index <= To - From; index++)
                {
                    yield return Text(From + index);
                }
            }
            else
            {
                // What is rounded to an end lies on it.
                for (var number = From; number < To; number = Next(number))
                {
                    yield return Text(number);
                }

                yield return Text(To);
            }
        }

        // The next number with four digits that count.
        private static double Next(double number)
        {
            if (number < 0)
            {
                return -Before(-number);
            }

            var exponent = (int)Math.Floor(Math.Log10(number)) - 3;
            var unit = decimal.Floor((decimal)(number / Math.Pow(10, exponent)) + 0.0000001m) + 1;
            return Rounded(unit, exponent);
        }

        private static double Before(double number)
        {
            var exponent = (int)Math.Floor(Math.Log10(number)) - 3;
            var unit = decimal.Ceiling((decimal)(number / Math.Pow(10, exponent)) - 0.0000001m) - 1;
            return unit < 1000 ? Rounded(unit * 10 + 9, exponent - 1) : Rounded(unit, exponent);
        }

        private static double Rounded(decimal unit, int exponent) => double.Parse($"{unit}e{exponent}", CultureInfo.InvariantCulture);

        // Rounded, a number near an end of the range may lie beyond it.
        private string Text(double number, int digits = 4) => IsWhole
            ? Math.Round(number).ToString("F0", CultureInfo.InvariantCulture)
            : SettingsText.Of(Math.Clamp(double.Parse(number.ToString($"G{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), From, To));
    }
}
