using System.Diagnostics;

namespace ActorLstm.Host.Bench;

/// <summary>This program in a process of its own.</summary>
internal static class OwnProgram
{
    /// <summary>Starts it; both of its outputs are read by whoever starts it.</summary>
    public static Process Start(params IReadOnlyList<string> arguments) => Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Assembly(), .. arguments])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    // dotnet actorlstm.dll where there is no executable of the program itself.
    private static string[] Assembly() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(OwnProgram).Assembly.Location] : [];
}
