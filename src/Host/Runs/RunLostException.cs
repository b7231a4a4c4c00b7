namespace ActorLstm.Host.Runs;

/// <summary>The actors of a run stopped before the run had ended, since its journal could not be written; the message says why.</summary>
/// <param name="message">Why, and what to do.</param>
public sealed class RunLostException(string message) : Exception(message);
