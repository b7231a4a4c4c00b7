namespace ActorLstm.Actors.Tests.Support;

/// <summary>A clock that can be set, beside the time that passes.</summary>
internal sealed class SetBackTime : TimeProvider
{
    private readonly Lock gate = new();
    private DateTimeOffset shown = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);
    private long passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return shown;
        }
    }

    public override long GetTimestamp()
    {
        lock (gate)
        {
            return passed;
        }
    }

    /// <summary>Lets time pass.</summary>
    public void Pass(TimeSpan time)
    {
        lock (gate)
        {
            (shown, passed) = (shown + time, passed + time.Ticks);
        }
    }

    /// <summary>Sets the clock by so much, in no time.</summary>
    public void Set(TimeSpan by)
    {
        lock (gate)
        {
            shown += by;
        }
    }
}
