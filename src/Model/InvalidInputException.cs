namespace ActorLstm.Model;

/// <summary>
/// Something that the user gave (a file, a name, a text, a setting) cannot be used. The message says what, where and what
/// to do instead; nothing was started or changed. The command line ends with exit code 2.
/// </summary>
public class InvalidInputException : Exception
{
    public InvalidInputException(string message) : base(message)
    {
    }

    public InvalidInputException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
