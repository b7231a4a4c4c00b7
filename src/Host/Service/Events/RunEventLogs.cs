using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Service.Events;

/// <summary>What happens in runs, told to whoever watches.</summary>
/// <param name="journal">Where the events are recorded.</param>
/// <param name="time">The clock.</param>
internal sealed class RunEventLogs(RunJournal journal, TimeProvider time) : EventLogs<IRunEvent, RunEventLog>(journal.PeekAsync, time)
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
}

/// <summary>The events of one run as lines.</summary>
internal sealed class RunEventLog : EventLog<IRunEvent>
{
    private RunState state = RunState.Initial;

    /// <inheritdoc/>
    protected override bool HasEnded => state.EndedAt is not null && state.Status != RunStatus.Interrupted;

    /// <summary>Notes how training stands.</summary>
    public void Note(SliceProgress slice) => Note(0, EventLine.Of(slice));

    /// <inheritdoc/>
    protected override EventLine Tell(long number, IRunEvent happened)
    {
        state = state.Apply(happened);
        if (happened is EpochTrained)
        {
            Note(0, null);
        }

        var (kind, document) = RunEventDocument.Of(happened, state);
        return EventLine.Of(number, kind, document) with { Happened = happened };
    }
}
