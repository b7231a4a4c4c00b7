namespace ActorLstm.Host.Configuration.Hocon;

/// <summary>A text that is not HOCON; the message says what is wrong and what to do about it.</summary>
internal sealed class HoconSyntaxException(HoconOrigin origin, string message) : Exception(message)
{
    /// <summary>The place of the fault.</summary>
    public HoconOrigin Origin { get; } = origin;
}
