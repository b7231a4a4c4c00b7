using ActorLstm.Model;

namespace ActorLstm.Host.Runs.Names;

/// <summary>There is no such run or batch, or the text is the beginning of several ids.</summary>
internal sealed class RunUnknownException(string message) : InvalidInputException(message);
