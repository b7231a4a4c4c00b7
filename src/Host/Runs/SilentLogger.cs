using Akka.Event;

namespace ActorLstm.Host.Runs;

/// <summary>
/// Takes the lines that Akka would write to stdout while the system's own logger is not there: at its start and its end.
/// Results alone go to stdout.
/// </summary>
#pragma warning disable MA0097 // It is compared as the actor reference that it inherits from.
public sealed class SilentLogger : MinimalLogger
#pragma warning restore MA0097
{
    /// <inheritdoc/>
    protected override void Log(object message)
    {
    }
}
