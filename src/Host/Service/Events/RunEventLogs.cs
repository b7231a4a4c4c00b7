using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Service.Events;

/// <summary>What happens in runs, told to whoever watches.</summary>
/// <param name="journal">Where the events are recorded.</param>
/// <param name="time">The clock.</param>
internal sealed class RunEventLogs(RunJournal journal, TimeProvider time) : EventLogs<IRunEvent, RunEventLog>(journal.PeekAsync, () => new RunEventLog(time), time)
{
    /// <summary>A run of this process tells something.</summary>
    public void Hear(string id, IRunNotice notice)
    {
        switch (notice)
        {
            case RunChanged changed:
                Find(id)?.Append(changed.Number, changed.Happened);
                break;
            case RunProgressed progressed:
                Find(id)?.Note(progressed.Progress);
                break;
        }
    }

    /// <inheritdoc/>
    protected override bool IsEnd(IReadOnlyList<IRunEvent> events) => RunEventLog.IsEnd(events.Aggregate(RunState.Initial, (run, happened) => run.Apply(happened)));
}

/// <summary>The events of one run as lines.</summary>
/// <param name="time">The clock.</param>
internal sealed class RunEventLog(TimeProvider time) : EventLog<IRunEvent>(time)
{
    private RunState state = RunState.Initial;

    /// <inheritdoc/>
    protected override bool HasEnded => IsEnd(state);

    /// <summary>Whether a run has come to an end from which only its user takes it up again.</summary>
    public static bool IsEnd(RunState run) => run.EndedAt is not null && run.Status != RunStatus.Interrupted;

    /// <summary>Notes how training stands.</summary>
    public void Note(SliceProgress slice) => Note(0, () => EventLine.Of(slice));

    /// <inheritdoc/>
    protected override EventLine Tell(long number, IRunEvent happened)
    {
        state = state.Apply(happened);
        if (happened is EpochTrained)
        {
            ForgetProgress(0);
        }

        var (kind, document) = RunEventDocument.Of(happened, state);
        return EventLine.Of(number, kind, document) with { Happened = happened };
    }

    /// <inheritdoc/>
    protected override bool IsTaken(IRunEvent happened) => happened is RunStarted or RunResumed;
}
