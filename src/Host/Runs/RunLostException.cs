namespace ActorLstm.Host.Runs;

/// <summary>The actors of a run stopped before the run had ended; the message says why.</summary>
/// <param name="message">Why, and what to do.</param>
public sealed class RunLostException(string message) : Exception(message)
{
    /// <summary>Whether the journal is to blame: where that can be used again, so can the run.</summary>
    public bool IsOfJournal { get; init; }
}
