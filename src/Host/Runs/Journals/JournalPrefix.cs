using ActorLstm.Actors.Runs;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>The events of a run up to the first that is missing or damaged, and the rows that belong to none of them.</summary>
/// <param name="Events">The events.</param>
/// <param name="Rest">The other rows, each with what is wrong.</param>
internal sealed record JournalPrefix(IReadOnlyList<IRunEvent> Events, IReadOnlyList<(JournalRow Row, string Fault)> Rest)
{
    /// <summary>Reads the rows of a run, in the order of their sequence numbers.</summary>
    public static JournalPrefix Of(IEnumerable<JournalRow> rows)
    {
        var events = new List<IRunEvent>();
        var rest = new List<(JournalRow Row, string Fault)>();
        string? broken = null;
        foreach (var row in rows)
        {
            var next = events.Count + 1;
            var fault = row.Fault;
            if (row.SequenceNumber > next && broken is null)
            {
                broken = $"event {next} is missing";
            }

            if (fault is null && broken is null && row.SequenceNumber == next)
            {
                events.Add(row.Event);
                continue;
            }

            rest.Add((row, fault ?? broken ?? $"there is no event {row.SequenceNumber}"));
            if (row.SequenceNumber == next)
            {
                broken ??= $"event {next} is damaged: {fault}";
            }
        }

        return new JournalPrefix(events, rest);
    }
}
