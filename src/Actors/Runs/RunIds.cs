namespace ActorLstm.Actors.Runs;

/// <summary>Gives out ids for the runs and batches of one folder. Each sorts behind the one before it, also where the clock was set back. May be used by several threads.</summary>
public sealed class RunIds
{
    private readonly Lock guard = new();
    private long last;

    /// <summary>A new id.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="isTaken">Whether there is something of an id already, as where another process took it: then the next one is given.</param>
    public string New(TimeProvider time, Func<string, bool> isTaken)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(isTaken);
        lock (guard)
        {
            last = Math.Max(RunId.StepAt(time.GetUtcNow()), last + 1);
            while (isTaken(RunId.Of(last)))
            {
                last++;
            }

            return RunId.Of(last);
        }
    }
}
