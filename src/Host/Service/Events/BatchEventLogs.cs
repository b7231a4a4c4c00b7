using System.Text.Json.Nodes;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Runs.Journals;

namespace ActorLstm.Host.Service.Events;

/// <summary>
/// What happens in batches, told to whoever watches. Beside its own events, which have numbers, a watcher of a batch is told what its runs do
/// while it watches: their events have numbers of their own.
/// </summary>
/// <param name="journal">Where the events are recorded.</param>
/// <param name="time">The clock.</param>
internal sealed class BatchEventLogs(RunJournal journal, TimeProvider time) : EventLogs<IBatchEvent, BatchEventLog>(journal.PeekBatchAsync, () => new BatchEventLog(time), time)
{
    /// <summary>A batch of this process tells something.</summary>
    public void Hear(string id, IBatchNotice notice)
    {
        switch (notice)
        {
            case BatchChanged changed:
                Find(id)?.Append(changed.Number, changed.Happened);
                break;
            case BatchRunNotice run:
                Find(id)?.Hear(run.Member, run.Notice);
                break;
        }
    }

    /// <inheritdoc/>
    protected override bool IsEnd(IReadOnlyList<IBatchEvent> events) => BatchEventLog.IsEnd(events.Aggregate(BatchState.Initial, (batch, happened) => batch.Apply(happened)));
}

/// <summary>The events of one batch as lines, and what its runs tell.</summary>
/// <param name="time">The clock.</param>
internal sealed class BatchEventLog(TimeProvider time) : EventLog<IBatchEvent>(time)
{
    private BatchState state = BatchState.Initial;

    /// <inheritdoc/>
    protected override bool HasEnded => IsEnd(state);

    /// <summary>Whether a batch has come to an end from which only its user takes it up again.</summary>
    public static bool IsEnd(BatchState batch) => batch.EndedAt is not null && batch.Status != RunStatus.Interrupted;

    /// <summary>A run of it tells something.</summary>
    public void Hear(MemberState member, IRunNotice notice)
    {
        switch (notice)
        {
            case RunChanged changed when BatchEventDocument.IsOfInterest(changed.Happened):
                ForgetProgress(member.Number);
                var (kind, document) = RunEventDocument.Of(changed.Happened, changed.State);
                Append(LineOf(member, kind, document) with { Happened = changed.Happened, Member = new MemberPosition(member.Number, changed.Number) });
                break;
            case RunProgressed progressed:
                Note(member.Number, () => LineOf(member, "progress", progressed.Progress));
                break;
            case RunClosed:
                ForgetProgress(member.Number);
                break;
        }
    }

    /// <inheritdoc/>
    protected override EventLine Tell(long number, IBatchEvent happened)
    {
        state = state.Apply(happened);
        var (kind, document) = BatchEventDocument.Of(happened, state);
        return EventLine.Of(number, kind, document) with { Happened = happened };
    }

    /// <inheritdoc/>
    protected override bool IsTaken(IBatchEvent happened) => happened is BatchTaken;

    // As run --json tells it of a batch of its own.
    private static EventLine LineOf(MemberState member, string kind, object document)
    {
        var line = new JsonObject { ["number"] = member.Number, ["run_id"] = member.RunId };
        JsonOutput.Add(line, document);
        return EventLine.Of(null, kind, line);
    }
}
