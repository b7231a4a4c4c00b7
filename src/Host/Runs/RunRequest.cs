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
    public bool IsCarriedOut(IStored asked) => Request switch
    {
        RequestKind.Pause => asked.Status == RunStatus.Paused && asked.IsStill,
        RequestKind.Continue => asked.Status is RunStatus.Running or RunStatus.Completed,
        _ => asked.Status == RunStatus.Cancelled,
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
