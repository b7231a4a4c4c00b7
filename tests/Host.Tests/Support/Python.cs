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
            if (!string.IsNullOrEmpty(python) && await SystemProgram.TryRunAsync(python, "-c", "import numpy") is { ExitCode: 0 })
            {
                // -B: nothing is left behind beside the scripts.
                return (await SystemProgram.TryRunAsync(python, ["-B", ProjectFolder.PathOf("docs", "python", script), .. arguments]))!;
            }
        }

        Assert.Skip($"There is no python3 with numpy: install it (python3-numpy), or name one in {Variable}.");
        throw new UnreachableException();
    }
}
