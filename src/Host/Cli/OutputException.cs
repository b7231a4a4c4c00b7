namespace ActorLstm.Host.Cli;

/// <summary>Standard output cannot be written: its disk is full, its reader has closed the pipe, or it is closed itself.</summary>
/// <param name="cause">What the system says.</param>
internal sealed class OutputException(Exception cause) : Exception($"the output cannot be written: {cause.Message.TrimEnd('.')}.", cause);
