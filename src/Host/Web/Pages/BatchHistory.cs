using ActorLstm.Actors.Batches;
using ActorLstm.Host.Cli.Batches;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Web.Pages;

/// <summary>What happened in a batch, in the words of the console.</summary>
internal static class BatchHistory
{
    /// <summary>What an event means; null for what is shown elsewhere.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="after">The batch after it.</param>
    public static string? Words(IBatchEvent happened, BatchState after) => happened switch
    {
        BatchStarted => "started",
        BatchTaken when after.Members.Values.Any(member => member.RunId is not null) => "taken up again",
        BatchEnded ended => $"{RunOverview.Word(ended.Status)}{(ended.Reason is { } reason ? $": {reason}" : "")}",
        _ => BatchWords.Event(happened, after),
    };
}
