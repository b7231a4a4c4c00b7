using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Web.Api;

/// <summary>Which part of a list is asked for.</summary>
/// <param name="Status">Only what has this status; null for all.</param>
/// <param name="Page">Which page, from 1.</param>
/// <param name="Size">How many a page has at most.</param>
internal sealed record ListPart(string? Status, int Page, int Size)
{
    private static readonly IReadOnlyList<string> Statuses = [.. Enum.GetValues<RunStatus>().Select(RunOverview.Word)];

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public string? Refusal => this switch
    {
        { Page: < 1 } or { Size: < 1 or > RunPage.Largest } => $"page wants a whole number from 1 on, size one from 1 to {RunPage.Largest}; found {Page} and {Size}.",
        { Status: { } status } when !Statuses.Contains(status) => $"status wants one of {string.Join(", ", Statuses)}; found {status}.",
        _ => null,
    };

    /// <summary>Whether a status is asked for.</summary>
    public bool Wants(RunStatus status) => Status is null || RunOverview.Word(status) == Status;

    /// <summary>The part of those that fit.</summary>
    public IReadOnlyList<T> Of<T>(IReadOnlyList<T> fitting) => [.. fitting.Skip((int)Math.Min((Page - 1L) * Size, int.MaxValue)).Take(Size)];
}
