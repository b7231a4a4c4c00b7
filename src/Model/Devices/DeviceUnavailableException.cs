namespace ActorLstm.Model.Devices;

/// <summary>A device was requested by its name, and this process cannot use it.</summary>
/// <param name="setting">The device as it was requested: <c>cuda</c> or <c>cuda:N</c>.</param>
/// <param name="why">Why it cannot be used, a clause.</param>
public sealed class DeviceUnavailableException(string setting, string why)
    : InvalidInputException($"training.device = {setting} cannot be used: {why}. Set training.device = cpu, or auto for the best available device.")
{
    /// <summary>The device as it was requested.</summary>
    public string Setting { get; } = setting;

    /// <summary>Why it cannot be used, a clause.</summary>
    public string Why { get; } = why;
}
