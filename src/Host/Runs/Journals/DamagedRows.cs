using System.Text;
using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Model.Checkpoints;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>Keeps what was taken out of the journal because it cannot be used, in a text file that a person can read.</summary>
internal static class DamagedRows
{
    /// <summary>Appends rows to the file of this moment.</summary>
    /// <returns>The file.</returns>
    public static string Write(string folder, string runId, IEnumerable<(JournalRow Row, string Fault)> rows, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"journal-damaged-{time.GetUtcNow():yyyyMMdd-HHmmss}.jsonl");
        var lines = rows.Select(entry => JsonSerializer.Serialize(Line.Of(runId, entry.Row, entry.Fault), RunJson.Line) + "\n");
        using (var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read))
        {
            file.Write(Encoding.UTF8.GetBytes(string.Concat(lines)));
            file.Flush(flushToDisk: true);
        }

        DurableFile.FlushFolder(folder);
        return path;
    }

    // The text is for reading, the bytes are what it was.
    private sealed record Line(string Run, long SequenceNumber, string Fault, bool Deleted, long Serializer, string Manifest, string Text, byte[] Bytes)
    {
        public static Line Of(string runId, JournalRow row, string fault) =>
            new(runId, row.SequenceNumber, fault, row.Deleted, row.Identifier, row.Manifest, Encoding.UTF8.GetString(row.Payload), row.Payload);
    }
}
