using System.Text;
using System.Text.Json;

namespace ActorLstm.Actors.Projections;

/// <summary>A file of JSON lines that grows at its end, and notices when somebody else has changed it.</summary>
/// <param name="path">The file.</param>
internal sealed class LineFile(string path)
{
    private long? written;

    /// <summary>Whether it holds what was written into it, as far as its length tells; false before anything was.</summary>
    public bool IsWhole => written is { } length && new FileInfo(path) is { Exists: true } file && file.Length == length;

    /// <summary>The documents of a file; a last line that is torn, as while it is written, is left out.</summary>
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

            if (document is not null)
            {
                yield return document;
            }
        }
    }

    /// <summary>Empties it, or makes it.</summary>
    public void Clear()
    {
        TextFile.Replace(path, "");
        written = 0;
    }

    /// <summary>Writes a line for each document.</summary>
    public void Append<T>(IEnumerable<T> documents)
    {
        var lines = string.Concat(documents.Select(document => JsonSerializer.Serialize(document, RunJson.Line) + "\n"));
        if (lines.Length > 0)
        {
            File.AppendAllText(path, lines);
            written += Encoding.UTF8.GetByteCount(lines);
        }
    }
}
