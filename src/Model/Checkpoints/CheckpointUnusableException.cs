namespace ActorLstm.Model.Checkpoints;

/// <summary>A checkpoint is missing, incomplete, damaged or of another version; the message names the file and what is wrong with it.</summary>
public sealed class CheckpointUnusableException : InvalidInputException
{
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What showed it.</param>
    public CheckpointUnusableException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
