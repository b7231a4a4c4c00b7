using System.Runtime.InteropServices;

namespace ActorLstm.Host.Cli;

/// <summary>
/// Turns the first SIGINT, SIGTERM or SIGHUP into a cancellation, so that what runs can end in order. A second SIGINT or SIGTERM ends the
/// process at once, as the system would. A second SIGHUP does not: a terminal that is closed sends one, and its shell another.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private int exitCode;

    public Interruption() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = Interrupt(ExitCodes.Interrupted)),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = Interrupt(ExitCodes.HungUp) || true),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = Interrupt(ExitCodes.Terminated)),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>130 after SIGINT, 143 after SIGTERM, 129 after SIGHUP, 0 as long as there was none.</summary>
    public int ExitCode => Volatile.Read(ref exitCode);

    /// <summary>What a run that was interrupted ends with: where there was no signal, its output was lost.</summary>
    public int ExitCodeOfRun => ExitCode is 0 ? ExitCodes.Failed : ExitCode;

    /// <summary>The name of the first signal; null as long as there was none.</summary>
    public string? Signal => ExitCode switch
    {
        ExitCodes.Interrupted => "SIGINT (Ctrl+C)",
        ExitCodes.HungUp => "SIGHUP (the terminal was closed)",
        ExitCodes.Terminated => "SIGTERM",
        _ => null,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(registrations, registration => registration.Dispose());
        source.Dispose();
    }

    /// <summary>Takes a signal, or what stands for one.</summary>
    /// <param name="code">The exit code that stands for it.</param>
    /// <returns>Whether it was the first one, which alone ends things in order.</returns>
    internal bool Interrupt(int code)
    {
        if (Interlocked.CompareExchange(ref exitCode, code, 0) != 0)
        {
            return false;
        }

        try
        {
            _ = source.CancelAsync(); // Not here: this may be the middle of a write to a terminal that is gone.
        }
        catch (ObjectDisposedException)
        {
            // The program has ended while the signal was under way.
        }

        return true;
    }
}
