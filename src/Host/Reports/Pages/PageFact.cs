using ActorLstm.Host.Cli.Displays;

namespace ActorLstm.Host.Reports.Pages;

/// <summary>Something that is known, and its name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">What is known.</param>
public sealed record PageFact(string Name, string Value)
{
    /// <summary>When something began and ended.</summary>
    internal static IEnumerable<PageFact> Times(DateTimeOffset? started, DateTimeOffset? ended)
    {
        if (started is { } beginning)
        {
            yield return new PageFact("started", Time(beginning));
        }

        if (ended is { } end)
        {
            yield return new PageFact("ended", $"{Time(end)}{(started is { } before ? $", after {RunWords.Duration(end - before)}" : "")}");
        }
    }

    // A page is read elsewhere.
    private static string Time(DateTimeOffset time) => $"{time.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC";
}
