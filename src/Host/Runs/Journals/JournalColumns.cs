using ActorLstm.Model;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>The columns of the tables of a journal, by which a journal of a newer version is recognised: see docs/adr/0008-journal.md.</summary>
internal static class JournalColumns
{
    private static readonly HashSet<string> All =
    [
        "journal.ordering", "journal.deleted", "journal.persistence_id", "journal.sequence_number", "journal.created", "journal.message", "journal.identifier", "journal.manifest", "journal.writer_uuid",
        "tags.ordering_id", "tags.tag", "tags.sequence_nr", "tags.persistence_id",
        "snapshot.persistence_id", "snapshot.sequence_number", "snapshot.created", "snapshot.snapshot", "snapshot.serializer_id", "snapshot.manifest",
    ];

    /// <summary>Refuses a journal that has all columns that this version knows, and others.</summary>
    /// <param name="found">Its columns, <c>table.column</c>.</param>
    /// <param name="journal">Where it is, for the message.</param>
    /// <exception cref="InvalidInputException">It has unknown columns.</exception>
    public static void RefuseMore(IReadOnlyCollection<string> found, string journal)
    {
        if (All.IsSubsetOf(found) && found.Except(All).ToList() is { Count: > 0 } more)
        {
            throw Newer(journal, $"it has the columns {string.Join(", ", more)}");
        }
    }

    /// <summary>Why a journal is refused that a newer version wrote.</summary>
    public static InvalidInputException Newer(string journal, string sign) => new(
        $"A newer version of the program, or another program, changed the journal {journal}: {sign}, which this version does not know. This version left the journal unchanged. Use the newer version, or name another folder with --runs or {RunStore.Variable}.");
}
