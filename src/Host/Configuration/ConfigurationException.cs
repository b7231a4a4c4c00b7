namespace ActorLstm.Host.Configuration;

/// <summary>A configuration that cannot be used, with everything that is wrong with it. Nothing was started.</summary>
/// <param name="errors">The errors, at least one.</param>
public sealed class ConfigurationException(IReadOnlyList<ConfigurationError> errors)
    : Exception(string.Join('\n', errors))
{
    /// <summary>Everything that is wrong, in the order of the file.</summary>
    public IReadOnlyList<ConfigurationError> Errors { get; } = errors;
}
