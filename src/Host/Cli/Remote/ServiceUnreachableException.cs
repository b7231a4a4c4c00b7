using ActorLstm.Model;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>A service does not answer. Asked again in a while it may.</summary>
/// <param name="message">What, and what to do.</param>
/// <param name="innerException">Why.</param>
/// <param name="isAnswerLost">Whether it may have taken the request: then its answer is what did not come.</param>
internal sealed class ServiceUnreachableException(string message, Exception? innerException, bool isAnswerLost) : InvalidInputException(message, innerException)
{
    /// <summary>Whether it may have taken the request.</summary>
    public bool IsAnswerLost { get; } = isAnswerLost;
}
