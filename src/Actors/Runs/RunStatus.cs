namespace ActorLstm.Actors.Runs;

/// <summary>What has become of a run. A failure is a state with a reason, and not only a line in a log.</summary>
public enum RunStatus
{
    /// <summary>Waits for a place.</summary>
    Queued,

    /// <summary>Trains or samples.</summary>
    Running,

    /// <summary>Stopped by its user, to go on later.</summary>
    Paused,

    /// <summary>Every epoch is trained and every text generated.</summary>
    Completed,

    /// <summary>The loss is no number any more.</summary>
    Diverged,

    /// <summary>Ended by its user.</summary>
    Cancelled,

    /// <summary>Its process ended before it did; it can be resumed.</summary>
    Interrupted,

    /// <summary>Could not go on; the reason says why.</summary>
    Failed,
}
