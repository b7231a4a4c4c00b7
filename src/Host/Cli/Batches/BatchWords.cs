using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Cli.Outputs;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Cli.Batches;

/// <summary>The words in which a batch is shown, the same on a terminal and in a log.</summary>
internal static class BatchWords
{
    /// <summary>A run, by its number and what distinguishes it.</summary>
    public static string Run(MemberState member) => $"run {member.Number} ({VisibleText.OneLine(member.Member.Title)})";

    /// <summary>What a batch is that has begun somewhere.</summary>
    public static string Announcement(BatchState batch) => $"{VisibleText.OneLine(batch.Name)}: a batch of {RunWords.Counted(batch.Members.Count, "run")}, {batch.Options.MaxConcurrent} at once{Rule(batch.Options.Stopping)}";

    /// <summary>Which runs are stopped early, behind what the batch is.</summary>
    public static string Rule(StoppingOptions stopping) => stopping.Rule == StoppingRule.None ? "" : $", {stopping.Rule.ToString().ToLowerInvariant()} from epoch {stopping.FirstEpoch} on";

    /// <summary>What happened to the batch; null for what is shown elsewhere or is of no interest.</summary>
    public static string? Event(IBatchEvent happened, BatchState batch) => happened switch
    {
        MemberBegun begun => $"{Run(batch.Members[begun.Number])} begins as {begun.RunId}",
        MemberStopped stopped => $"{Run(batch.Members[stopped.Number])} is {stopped.Reason}",
        MemberAdvanced advanced when batch.Options.Stopping.Rule != StoppingRule.Median => $"{Run(batch.Members[advanced.Number])} goes on{(batch.LimitOf(batch.Members[advanced.Number]) is { } limit ? $" to epoch {limit}" : " to its end")}",
        MemberRetried retried => $"{Run(batch.Members[retried.Number])} failed and is resumed, attempt {retried.Attempt}: {retried.Reason}",
        MemberEnded { Result: { Status: not RunStatus.Completed } result } ended => $"{Run(batch.Members[ended.Number])} is {RunOverview.Word(result.Status)}{(result.Reason is { } reason ? $": {reason}" : "")}",
        MemberEnded ended when batch.Members[ended.Number].StopReason is null => $"{Run(batch.Members[ended.Number])} is completed: {RunWords.Counted(ended.Result.Epochs, "epoch")}, loss {Loss(ended.Result.Loss)}",
        BatchPaused => "paused",
        BatchContinued => "goes on",
        _ => null,
    };

    /// <summary>What a run of it tells that is of interest.</summary>
    public static string? Notice(BatchRunNotice notice) => notice.Notice switch
    {
        RunChanged { Happened: EpochTrained epoch } => $"{Run(notice.Member)}  {RunWords.Epoch(epoch, notice.Member.Member.Epochs)}",
        RunChanged changed when RunWords.Trouble(changed.Happened) is { } trouble && changed.Happened is not (RunPaused or RunContinued) => $"{Run(notice.Member)}: {trouble}",
        JournalFailed failed => $"{Run(notice.Member)}: {RunWords.Trouble(failed)}",
        RunClosed { FilesFailure: { } failure } => $"{Run(notice.Member)}: its files lack something: {failure}",
        _ => null,
    };

    /// <summary>How many runs are where.</summary>
    public static string Counts(BatchState batch) => $"{batch.EndedCount:N0} of {RunWords.Counted(batch.Members.Count, "run")} done";

    /// <summary>A loss, nats a character.</summary>
    public static string Loss(double? loss) => loss is { } number ? number.ToString("F4") : "none";
}
