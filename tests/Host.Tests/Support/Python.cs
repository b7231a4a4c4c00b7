using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace ActorLstm.Host.Tests.Support;

/// <summary>A Python that has numpy; what needs one skips where there is none.</summary>
internal static class Python
{
    private const string Variable = "ACTORLSTM_TEST_PYTHON";

    /// <summary>Runs a script of <c>docs/python</c>.</summary>
    public static async Task<ProcessResult> RunAsync(string script, params string[] arguments)
    {
        foreach (var python in new[] { Environment.GetEnvironmentVariable(Variable), "python3", "/usr/bin/python3" })
        {
            if (!string.IsNullOrEmpty(python) && await StartAsync(python, "-c", "import numpy") is { ExitCode: 0 })
            {
                // -B: nothing is left behind beside the scripts.
                return (await StartAsync(python, ["-B", Path.Combine(Scripts(), script), .. arguments]))!;
            }
        }

        Assert.Skip($"There is no python3 with numpy: install it (python3-numpy), or name one in {Variable}.");
        throw new UnreachableException();
    }

    private static async Task<ProcessResult?> StartAsync(string python, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
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

    // The folder of the project: the tests run from an output folder below it.
    private static string Scripts()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ActorLstm.sln")))
            {
                return Path.Combine(folder.FullName, "docs", "python");
            }
        }

        throw new DirectoryNotFoundException("The tests are not in a folder of the project.");
    }
}
