using ActorLstm.Actors.Runs;

namespace ActorLstm.Host.Runs;

/// <summary>What a user asks of a run that another process works on.</summary>
/// <param name="Request">What is asked.</param>
/// <param name="By">The process that asks.</param>
public sealed record RunRequest(RequestKind Request, string By)
{
    /// <summary>What it tells the run.</summary>
    public IRunCommand ToCommand() => Request switch
    {
        RequestKind.Pause => new PauseRun(),
        RequestKind.Continue => new ContinueRun(),
        _ => new CancelRun(),
    };

    /// <summary>Whether a run or a batch is as it was asked to be. One that goes on may have come to its end by now.</summary>
    public bool IsCarriedOut(IStored asked) => IsCarriedOut(asked.Status) && (Request != RequestKind.Pause || asked.IsStill);

    /// <summary>Whether a run with this status is as it was asked to be.</summary>
    public bool IsCarriedOut(RunStatus status) => Request switch
    {
        RequestKind.Pause => status == RunStatus.Paused,
        RequestKind.Continue => status is RunStatus.Running or RunStatus.Completed,
        _ => status == RunStatus.Cancelled,
    };
}

/// <summary>The kinds of requests.</summary>
public enum RequestKind
{
    /// <summary>Stop for a while.</summary>
    Pause,

    /// <summary>Go on after a pause.</summary>
    Continue,

    /// <summary>End.</summary>
    Cancel,
}
