using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using Spectre.Console;

namespace ActorLstm.Host.Cli;

/// <summary>The words that <c>--status</c> takes.</summary>
internal static class StatusWords
{
    /// <summary>Refuses a word that is no status.</summary>
    public static ValidationResult Validate(string? status)
    {
        var words = Enum.GetValues<RunStatus>().Select(RunOverview.Word).ToList();
        return status is null || words.Contains(status, StringComparer.OrdinalIgnoreCase)
            ? ValidationResult.Success()
            : ValidationResult.Error($"--status wants one of {string.Join(", ", words)}; found \"{status}\".");
    }
}
