namespace ActorLstm.Host.Cli;

/// <summary>The output cannot be written: its disk is full, or it is closed.</summary>
/// <param name="cause">What the system says.</param>
internal sealed class OutputException(Exception cause) : Exception($"The output cannot be written: {cause.Message}", cause);
