using ActorLstm.Model;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>A service does not answer. Asked again in a while it may.</summary>
internal sealed class ServiceUnreachableException(string message, Exception? innerException) : InvalidInputException(message, innerException);
