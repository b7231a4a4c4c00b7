using System.Diagnostics;
using System.Globalization;
using System.Text;
using AwesomeAssertions;

namespace ActorLstm.Host.Tests.Support;

/// <summary>What a process left behind.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
public sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    /// <summary>What a process ends with that was killed by SIGKILL.</summary>
    public const int Killed = 137;

    /// <summary>Fails unless this is the exit code; then the message holds what the program wrote.</summary>
    public void MustBe(int exitCode) => ExitCode.Should().Be(exitCode, "it wrote\n{0}\n{1}", Error, Output);
}

/// <summary>The built program, run as a user runs it: arguments and environment in, both outputs and the exit code back.</summary>
public sealed class ActorLstmProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private readonly Process process;
    private readonly WatchedReader output;
    private readonly WatchedReader error;

    private ActorLstmProcess(ProcessStartInfo start)
    {
        process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        process.StandardInput.Close();
        output = new WatchedReader(process.StandardOutput);
        error = new WatchedReader(process.StandardError);
    }

    /// <summary>The folder of the program: the published one that <c>ACTORLSTM_TEST_PROGRAM</c> names, or the one that is built beside the tests.</summary>
    public static string ProgramFolder { get; } = Environment.GetEnvironmentVariable("ACTORLSTM_TEST_PROGRAM") is { Length: > 0 } published ? Path.GetFullPath(published) : AppContext.BaseDirectory;

    /// <summary>The program.</summary>
    public static string Program { get; } = Path.Combine(ProgramFolder, OperatingSystem.IsWindows() ? "actorlstm.exe" : "actorlstm");

    /// <summary>The number of the process.</summary>
    public int Id => process.Id;

    /// <summary>Starts the program and waits for its end.</summary>
    public static Task<ProcessResult> RunAsync(params string[] arguments) => RunAsync(arguments, environment: null);

    /// <summary>Starts the program and waits for its end.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="environment">Variables to set, or with null to take away.</param>
    /// <param name="folder">The folder to start in; null for that of the tests.</param>
    public static async Task<ProcessResult> RunAsync(string[] arguments, IReadOnlyDictionary<string, string?>? environment, string? folder = null)
    {
        using var started = Start(arguments, environment, folder);
        return await started.WaitAsync();
    }

    /// <summary>Starts the program.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="environment">Variables to set, or with null to take away.</param>
    /// <param name="folder">The folder to start in; null for that of the tests.</param>
    /// <param name="prefix">A command that becomes the program that it is given, as <c>ip netns exec NAME</c>.</param>
    public static ActorLstmProcess Start(string[] arguments, IReadOnlyDictionary<string, string?>? environment = null, string? folder = null, params string[] prefix)
    {
        string[] command = [.. prefix, Program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? AppContext.BaseDirectory,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return new ActorLstmProcess(start);
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>What it has written to its standard output so far.</summary>
    public string OutputSoFar => output.SoFar;

    /// <summary>Sends a signal, for instance <c>TERM</c>, <c>INT</c> or <c>KILL</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends the program without warning, at once: SIGKILL. One that has ended already is left alone.</summary>
    public void Kill() => process.Kill();

    /// <summary>Waits until the program has written this to its standard output, or has ended.</summary>
    public Task OutputHas(string text) => output.Has(text).WaitAsync(Patience);

    /// <summary>Waits until the program has written this to its standard error, or has ended.</summary>
    public Task ErrorHas(string text) => error.Has(text).WaitAsync(Patience);

    /// <summary>The greatest memory that the program had so far, in bytes (Linux); null where it has ended.</summary>
    public long? TryPeakMemory()
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? null : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Waits for the end.</summary>
    /// <exception cref="TimeoutException">It does not end; the message holds what it wrote so far.</exception>
    public async Task<ProcessResult> WaitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException fault)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"actorlstm did not end within {Patience}.\n{await output.Whole}\n{await error.Whole}", fault);
        }

        return new ProcessResult(process.ExitCode, await output.Whole, await error.Whole);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}
