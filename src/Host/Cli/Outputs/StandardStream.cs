using System.Runtime.InteropServices;

namespace ActorLstm.Host.Cli.Outputs;

/// <summary>
/// Standard output or standard error on Unix. .NET's own stream hides that the reader of a pipe has closed it. It also writes to whatever file
/// received the number of an output that was closed before the program started.
/// </summary>
internal sealed partial class StandardStream : Stream
{
    /// <summary>The number of standard output.</summary>
    public const int Output = 1;

    /// <summary>The number of standard error.</summary>
    public const int Error = 2;

    private const int Interrupted = 4;
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;
    private const short Writable = 4;

    private static readonly int WouldBlock = OperatingSystem.IsLinux() ? 11 : 35;

    private readonly int descriptor;

    /// <summary>Opens an output.</summary>
    /// <param name="descriptor"><see cref="Output"/> or <see cref="Error"/>.</param>
    public StandardStream(int descriptor)
    {
        this.descriptor = descriptor;

        // What a process inherits is never marked to be closed on exec, and what .NET opens always is.
        var flags = Flags(descriptor, GetDescriptorFlags);
        WasClosed = flags < 0 || (flags & CloseOnExec) != 0;
        if (flags < 0)
        {
            Occupy(descriptor);
        }
    }

    /// <summary>Whether the output was closed before the program started.</summary>
    public bool WasClosed { get; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    /// <exception cref="IOException">The output is closed, its disk is full, or nobody reads the pipe.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (WasClosed)
        {
            throw new IOException("it is closed");
        }

        while (buffer.Length > 0)
        {
            var written = Write(descriptor, in MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == WouldBlock)
            {
                var polled = new Polled { Descriptor = descriptor, Events = Writable };
                _ = Poll(ref polled, 1, -1);
            }
            else if (error != Interrupted)
            {
                throw new IOException(Marshal.GetPInvokeErrorMessage(error));
            }
        }
    }

    // Otherwise the next file that is opened receives the number, and what others write to the output would end up in it.
    private static void Occupy(int descriptor)
    {
        int taken;
        do
        {
            taken = Open("/dev/null", 0);
        }
        while (taken >= 0 && taken < descriptor);
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, in byte bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref Polled polled, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Flags(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
