using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Cli.Removal;

/// <summary>Which runs <c>--status</c> and <c>--older-than</c> choose.</summary>
/// <param name="Status">Only runs with this status; null for all.</param>
/// <param name="OlderThan">Only runs that ended, or last changed, so long ago; null for all.</param>
internal sealed record RemovalFilter(string? Status, TimeSpan? OlderThan)
{
    // Longer than any run lasts, and short enough to be subtracted from any date.
    private const double MostDays = 100_000;

    /// <summary>Whether anything is chosen.</summary>
    public bool IsGiven => Status is not null || OlderThan is not null;

    /// <summary>Whether a run is chosen.</summary>
    public bool Wants(RunOverview run, DateTimeOffset now) =>
        (Status is null || RunOverview.Word(run.Status).Equals(Status, StringComparison.OrdinalIgnoreCase)) && (OlderThan is not { } age || (run.ChangedAt is { } changed && now - changed >= age));

    /// <summary>A time such as 30d, 12h, 90m or 5s; null for anything else.</summary>
    public static TimeSpan? AgeOf(string text) => text.EndsWith('d')
        ? SettingsParser.Double(text[..^1]) is { } days and >= 0 and <= MostDays ? TimeSpan.FromDays(days) : null
        : SettingsParser.Duration(text) is { } time && time.TotalDays <= MostDays ? time : null;
}
