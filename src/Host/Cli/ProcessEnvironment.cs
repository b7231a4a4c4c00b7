using System.Collections;

namespace ActorLstm.Host.Cli;

/// <summary>The environment variables and the current folder that a verb works with.</summary>
/// <param name="Variables">The variables by name.</param>
/// <param name="Folder">The folder that relative paths start from.</param>
internal sealed record ProcessEnvironment(IReadOnlyDictionary<string, string> Variables, string Folder)
{
    /// <summary>Those of this process.</summary>
    public static ProcessEnvironment Current()
    {
        var variables = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        return new ProcessEnvironment(variables, Environment.CurrentDirectory);
    }

    /// <summary>A variable, or null where it is not set.</summary>
    public string? Variable(string name) => Variables.GetValueOrDefault(name);
}
