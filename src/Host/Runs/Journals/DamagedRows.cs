using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorLstm.Actors.Projections;
using ActorLstm.Model.Checkpoints;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>Keeps what was taken out of the journal because it cannot be used, in a text file that a person can read.</summary>
internal static class DamagedRows
{
    /// <summary>Appends rows to the file of this moment.</summary>
    /// <param name="folder">The folder of the file.</param>
    /// <param name="kind">What they belong to: run or batch.</param>
    /// <param name="id">Its id.</param>
    /// <param name="rows">The rows, each with what is wrong.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The file.</returns>
    public static string Write(string folder, string kind, string id, IEnumerable<(JournalRow Row, string Fault)> rows, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"journal-damaged-{time.GetUtcNow():yyyyMMdd-HHmmss}.jsonl");
        var lines = rows.Select(entry => JsonSerializer.Serialize(Line.Of(kind, id, entry.Row, entry.Fault), RunJson.Line) + "\n");
        using (var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read))
        {
            file.Write(Encoding.UTF8.GetBytes(string.Concat(lines)));
            file.Flush(flushToDisk: true);
        }

        DurableFile.FlushFolder(folder);
        return path;
    }

    // The text is for reading, the bytes are what it was.
    private sealed record Line(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Run,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Batch,
        long SequenceNumber, string Fault, bool Deleted, long Serializer, string Manifest, string Text, byte[] Bytes)
    {
        public static Line Of(string kind, string id, JournalRow row, string fault) =>
            new(kind == "run" ? id : null, kind == "batch" ? id : null, row.SequenceNumber, fault, row.Deleted, row.Identifier, row.Manifest, Encoding.UTF8.GetString(row.Payload), row.Payload);
    }
}
