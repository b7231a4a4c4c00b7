namespace ActorLstm.Host.Configuration;

/// <summary>One thing that is wrong with a configuration.</summary>
/// <param name="Path">The full path of the setting, for instance <c>actorlstm.training.batch-size</c>; null where the fault belongs to none.</param>
/// <param name="Message">What is wrong, what was found and what is wanted instead.</param>
/// <param name="Source">The file, the environment variable or the option that it comes from.</param>
/// <param name="Line">The line of the file, from 1; null where the source has no lines.</param>
public sealed record ConfigurationError(string? Path, string Message, string Source, int? Line)
{
    /// <summary>As it is shown: <c>file.conf:12: message</c>.</summary>
    public override string ToString() => Line is null ? $"{Source}: {Message}" : $"{Source}:{Line}: {Message}";
}
