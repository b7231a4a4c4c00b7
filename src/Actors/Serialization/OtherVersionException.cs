using ActorLstm.Model;

namespace ActorLstm.Actors.Serialization;

/// <summary>An entry of the journal is whole and cannot be read: another version of the program wrote it.</summary>
public sealed class OtherVersionException : InvalidInputException
{
    public OtherVersionException(string message) : base(message)
    {
    }

    public OtherVersionException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
