using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace ActorLstm.Host.Tests.Support;

/// <summary>A program of the system that a test needs.</summary>
internal static class SystemProgram
{
    /// <summary>Runs it to its end.</summary>
    /// <returns>What it left behind; null where there is no such program.</returns>
    public static async Task<ProcessResult?> TryRunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return new ProcessResult(process.ExitCode, await output, await error);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Runs it to its end; the test skips where there is no such program.</summary>
    public static async Task<ProcessResult> RunAsync(string program, params string[] arguments)
    {
        var result = await TryRunAsync(program, arguments);
        Assert.SkipWhen(result is null, $"There is no {program}: install it.");
        return result!;
    }
}
