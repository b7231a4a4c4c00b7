namespace ActorLstm.Model.Corpora;

/// <summary>Reads files of corpora.</summary>
internal static class CorpusReading
{
    /// <summary>The most bytes of a corpus.</summary>
    public const long LargestCorpus = 500_000_000;

    // On a thread of its own: opening a pipe blocks until somebody writes to it, and must not hold up a cancellation.

    /// <summary>The bytes of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Bytes of the corpus that were read before it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="InvalidInputException">It cannot be read, or the corpus is too large.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(string path, long read, CancellationToken cancellation)
    {
        try
        {
            return await Task.Run(() => Read(path, LargestCorpus - read, cancellation), cancellation).WaitAsync(cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The corpus {path} cannot be read: {fault.Message}", fault);
        }
    }

    private static ReadOnlyMemory<byte> Read(string path, long most, CancellationToken cancellation)
    {
        using var file = File.OpenRead(path);
        using var content = new MemoryStream(file.CanSeek ? (int)Math.Clamp(file.Length, 0, most) : 0);
        var buffer = new byte[1 << 20];
        for (var count = file.Read(buffer); count > 0; count = file.Read(buffer))
        {
            cancellation.ThrowIfCancellationRequested();
            if (content.Length + count > most)
            {
                throw new InvalidInputException(
                    $"The corpus {path} is larger than {LargestCorpus / 1_000_000:N0} MB{(most < LargestCorpus ? ", with the files before it" : "")}, the most that is read. Use a part of it.");
            }

            content.Write(buffer, 0, count);
        }

        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }
}
