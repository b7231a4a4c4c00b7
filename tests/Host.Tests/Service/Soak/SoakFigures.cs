using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace ActorLstm.Host.Tests.Service.Soak;

/// <summary>What was counted while a service was used for long. May be used by several threads.</summary>
internal sealed class SoakFigures
{
    private readonly ConcurrentDictionary<string, int> counts = [];
    private readonly ConcurrentQueue<string> faults = [];
    private readonly List<ServedFigures> moments = [];

    /// <summary>Answers that say that the service is at fault, and events that were missed or told twice.</summary>
    public IReadOnlyList<string> Faults => [.. faults];

    /// <summary>How the process stood, from the warm-up on.</summary>
    public IReadOnlyList<ServedFigures> Moments => moments;

    /// <summary>Counts something.</summary>
    public void Count(string what, int times = 1) => counts.AddOrUpdate(what, times, (_, before) => before + times);

    /// <summary>How often something happened.</summary>
    public int Of(string what) => counts.GetValueOrDefault(what);

    /// <summary>Notes what must not be.</summary>
    public void Blame(string fault) => faults.Enqueue(fault);

    /// <summary>Notes how the process stands.</summary>
    public void Note(ServedFigures moment) => moments.Add(moment);

    /// <summary>The median of a figure in the first or the last sixth of the moments.</summary>
    public long Median(Func<ServedFigures, long> figure, bool atEnd)
    {
        var part = Math.Max(1, moments.Count / 6);
        return (atEnd ? moments.TakeLast(part) : moments.Take(part)).Select(figure).Order().ElementAt(part / 2);
    }

    /// <summary>All of them, for people.</summary>
    /// <param name="elapsed">The time that they took.</param>
    public string Report(TimeSpan elapsed)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{elapsed.TotalMinutes:F1} minutes, {moments.Count} looks at the process");
        foreach (var (what, count) in counts.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {what,-34}{count,8}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"  {"faults",-34}{faults.Count,8}");
        foreach (var (what, figure) in new (string, Func<ServedFigures, long>)[] { ("memory, MB", moment => moment.Memory / 1_000_000), ("threads", moment => moment.Threads), ("open files", moment => moment.OpenFiles) })
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {what,-34}{Median(figure, atEnd: false),8} after the warm-up, {Median(figure, atEnd: true)} at the end, {moments.Max(figure)} at most");
        }

        return text.ToString();
    }
}
