namespace ActorLstm.Model.Devices;

/// <summary>
/// The native half of TorchSharp cannot be used here. The message names the library, what is wrong with it and what to do.
/// </summary>
/// <param name="message">The library, what is wrong with it and what to do.</param>
/// <param name="cause">What the system said; null where it was not asked.</param>
public sealed class TorchUnavailableException(string message, Exception? cause) : Exception(message, cause);
