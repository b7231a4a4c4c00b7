using ActorLstm.Model;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>A service knows nothing of that name.</summary>
internal sealed class NotThereException(string message) : InvalidInputException(message);
