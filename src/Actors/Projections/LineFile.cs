using System.Security.Cryptography;
using System.Text.Json;

namespace ActorLstm.Actors.Projections;

/// <summary>A file of JSON lines that grows at its end, knows its hash, and notices when somebody else has changed it.</summary>
/// <param name="path">The file.</param>
internal sealed class LineFile(string path) : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long? written;

    /// <summary>Whether it holds what was written into it, as far as its length tells; false before anything was.</summary>
    public bool IsWhole => written is { } length && new FileInfo(path) is { Exists: true } file && file.Length == length;

    /// <summary>The hash of what was written into it; lower-case hexadecimal. It costs the same however long the file is.</summary>
    public string Sha256 => Convert.ToHexStringLower(hash.GetCurrentHash());

    /// <summary>The documents of a file up to the first that is damaged, such as a last line that is torn while it is written.</summary>
    public static IEnumerable<T> Read<T>(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            T? document;
            try
            {
                document = JsonSerializer.Deserialize<T>(line, RunJson.Line);
            }
            catch (JsonException)
            {
                yield break;
            }

            if (document is null)
            {
                yield break;
            }

            yield return document;
        }
    }

    /// <summary>Empties it, or makes it.</summary>
    public void Clear()
    {
        if (File.Exists(path))
        {
            TextFile.Replace(path, "");
        }
        else
        {
            File.Create(path).Dispose(); // Nobody sees it half-written.
        }

        written = 0;
        hash.GetHashAndReset();
    }

    /// <summary>Writes a line for each document. Where that fails, the file is not whole any more.</summary>
    public void Append<T>(IEnumerable<T> documents)
    {
        FileStream? file = null;
        try
        {
            foreach (var document in documents)
            {
                byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(document, RunJson.Line), (byte)'\n'];
                file ??= new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
                file.Write(line);
                hash.AppendData(line);
                written += line.Length;
            }
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();
}
