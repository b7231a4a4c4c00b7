using ActorLstm.Model;

namespace ActorLstm.Host.Runs.Names;

/// <summary>A verb that cannot be undone got a name that matches more than one run or batch.</summary>
/// <param name="text">The text.</param>
/// <param name="matches">What it can mean.</param>
internal sealed class AmbiguousNameException(string text, IReadOnlyList<NameMatch> matches) : InvalidInputException(
    $"Nothing was done: \"{text}\" can mean {(matches.All(match => !match.IsBatch) ? $"{matches.Count} runs" : matches.All(match => match.IsBatch) ? $"{matches.Count} batches" : $"{matches.Count} runs and batches")}. Give the whole id of one:\n"
    + string.Join('\n', matches.Take(Shown).Select(match => match.Line)) + (matches.Count > Shown ? $"\n  and {matches.Count - Shown} more" : ""))
{
    private const int Shown = 10;

    /// <summary>What the text can mean: the best match first.</summary>
    public IReadOnlyList<NameMatch> Matches { get; } = matches;
}
