namespace ActorLstm.Host.Cli.Outputs;

/// <summary>An output that reports once and for all that it cannot be written.</summary>
/// <param name="inner">What is written to.</param>
/// <param name="fail">Told of each write that fails, and of all that follow. What it throws, the writer of the text receives.</param>
internal sealed class OutputStream(Stream inner, Action<Exception> fail) : Stream
{
    private Exception? failure;

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
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            if (failure is null)
            {
                inner.Write(buffer);
                inner.Flush();
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            failure = fault;
        }

        if (failure is not null)
        {
            fail(failure);
        }
    }
}
