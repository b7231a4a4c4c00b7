using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorLstm.Host.Tests.Support;

/// <summary>A terminal for a program, as a window or an ssh connection gives it one (Linux). It can be closed while the program writes to it.</summary>
internal sealed partial class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 2;
    private const int NotOurs = 0x100; // O_NOCTTY
    private const int CloseOnExec = 0x80000;

    private readonly SafeFileHandle master;
    private readonly string name;
    private readonly WatchedReader screen;

    public PseudoTerminal()
    {
        master = new SafeFileHandle(Open(ReadWrite | NotOurs | CloseOnExec), ownsHandle: true);
        var number = (int)master.DangerousGetHandle();
        if (master.IsInvalid || Grant(number) != 0 || Unlock(number) != 0)
        {
            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        }

        name = Marshal.PtrToStringUTF8(NameOf(number))!;
        screen = new WatchedReader(new StreamReader(new FileStream(master, FileAccess.Read, bufferSize: 1)));
    }

    /// <summary>What was written to it so far.</summary>
    public string Text => screen.SoFar;

    /// <summary>All of it, once no program has it any more.</summary>
    public Task<string> Whole => screen.Whole;

    /// <summary>Waits until this was written to it, or no program has it any more.</summary>
    public Task Shows(string text) => screen.Has(text);

    /// <summary>A command that runs another with this terminal as its own.</summary>
    /// <param name="outputs">What is written to it: <c>stdout</c>, <c>stderr</c> or <c>both</c>; the rest stays where it is.</param>
    public string[] Around(string outputs) =>
        ["/bin/sh", "-c", $"exec setsid --ctty \"$@\" <{name}{(outputs == "stderr" ? "" : $" >{name}")}{(outputs == "stdout" ? "" : $" 2>{name}")}", "sh"];

    /// <summary>Closes it, as a window is closed.</summary>
    public void Dispose()
    {
        master.Dispose();
        try
        {
            // It stays open while it is being read: a program that writes no more would never learn of it.
            File.WriteAllText(name, "\n");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Nothing was being read, so it was closed at once.
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int Open(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static partial int Grant(int master);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int Unlock(int master);

    [LibraryImport("libc", EntryPoint = "ptsname")]
    private static partial nint NameOf(int master);
}
