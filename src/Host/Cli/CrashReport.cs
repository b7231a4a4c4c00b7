using System.Globalization;

namespace ActorLstm.Host.Cli;

/// <summary>Keeps the details of a failure that nobody foresaw, out of the user's sight but within reach.</summary>
internal static class CrashReport
{
    /// <summary>Writes the details to a file in the folder for temporary files.</summary>
    /// <returns>A sentence that says where they are, or the details themselves where they could not be written.</returns>
    public static string Write(Exception fault, string[] arguments, TimeProvider time)
    {
        var details = $"actorlstm {string.Join(' ', arguments)}\n{Environment.OSVersion}, .NET {Environment.Version}\n{fault}\n";
        var name = string.Create(CultureInfo.InvariantCulture, $"actorlstm-{time.GetUtcNow():yyyyMMdd-HHmmss}-{Environment.ProcessId}.txt");
        var path = Path.Combine(Path.GetTempPath(), name);
        try
        {
            File.WriteAllText(path, details);
            return $"The details are in {path}; please add them when you report this.";
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return details;
        }
    }
}
