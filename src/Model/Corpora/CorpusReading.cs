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
    /// <param name="limit">The most bytes of the corpus that fit into the memory; null for no such limit.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="InvalidInputException">It cannot be read, or the corpus is too large.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(string path, long read, CorpusLimit? limit, CancellationToken cancellation)
    {
        try
        {
            return await Task.Run(() => Read(path, read, limit, cancellation), cancellation).WaitAsync(cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The corpus {path} cannot be read: {fault.Message}", fault);
        }
    }

    private static ReadOnlyMemory<byte> Read(string path, long read, CorpusLimit? limit, CancellationToken cancellation)
    {
        using var file = File.OpenRead(path);
        var length = file.CanSeek ? file.Length : 0;
        RequireRoom(path, read, length, limit, isWhole: true);
        using var content = new MemoryStream((int)length);
        var buffer = new byte[1 << 20];
        for (var count = file.Read(buffer); count > 0; count = file.Read(buffer))
        {
            cancellation.ThrowIfCancellationRequested();
            RequireRoom(path, read, content.Length + count, limit, isWhole: false); // A pipe has no length, and a file may grow.
            content.Write(buffer, 0, count);
        }

        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }

    private static void RequireRoom(string path, long read, long length, CorpusLimit? limit, bool isWhole)
    {
        var before = read > 0 ? ", with the files before it" : "";
        if (read + length > LargestCorpus)
        {
            throw new InvalidInputException($"The corpus {path} is larger than {LargestCorpus / 1_000_000:N0} MB{before}, the most that is read. Use a part of it.");
        }

        if (limit is not null && read + length > limit.Bytes)
        {
            throw new InvalidInputException($"The corpus {path} has {(isWhole ? "" : "at least ")}{(read + length) / 1e6:N1} MB{before}, and {limit.Reason}");
        }
    }
}
