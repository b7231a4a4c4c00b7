namespace ActorLstm.Model.Devices;

/// <summary>
/// The native half of TorchSharp cannot be used here. The message names the library, what is wrong with it and what to
/// do.
/// </summary>
public sealed class TorchUnavailableException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="TorchUnavailableException"/> class.</summary>
    public TorchUnavailableException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="TorchUnavailableException"/> class.</summary>
    /// <param name="message">The library, what is wrong with it and what to do.</param>
    public TorchUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="TorchUnavailableException"/> class.</summary>
    /// <param name="message">The library, what is wrong with it and what to do.</param>
    /// <param name="innerException">What the system said.</param>
    public TorchUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
