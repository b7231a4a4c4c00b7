namespace ActorLstm.Actors.Runs;

/// <summary>
/// The time of the events of one run or batch. If the clock of the machine is set back, this time still rises: nothing ends before it starts, and
/// the difference between two events is the time that passed. If the clock is set forward, or the machine slept, this time follows.
/// </summary>
/// <param name="time">The clock of the machine, and how much time passes.</param>
internal sealed class SteadyClock(TimeProvider time)
{
    private long timestamp = time.GetTimestamp();
    private DateTimeOffset latest = time.GetUtcNow();

    /// <summary>The time now: never before the time that it gave last.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var shown = time.GetUtcNow();
            var now = time.GetTimestamp(); // Read once, so that no time between two readings is lost.
            var passed = latest + time.GetElapsedTime(timestamp, now);
            timestamp = now;
            return latest = passed > shown ? passed : shown;
        }
    }

    /// <summary>Continues from the latest known event if the clock shows an earlier time.</summary>
    public void NotBefore(DateTimeOffset? known) => latest = known > Now ? known.Value : latest;
}
