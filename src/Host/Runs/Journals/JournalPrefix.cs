namespace ActorLstm.Host.Runs.Journals;

/// <summary>The events of a run or a batch up to the first that is missing or damaged, and the rows that belong to none of them.</summary>
/// <typeparam name="TEvent">Those of runs, or those of batches.</typeparam>
/// <param name="Events">The events.</param>
/// <param name="Rest">The other rows, each with what is wrong.</param>
internal sealed record JournalPrefix<TEvent>(IReadOnlyList<TEvent> Events, IReadOnlyList<(JournalRow Row, string Fault)> Rest)
    where TEvent : class
{
    /// <summary>Reads the rows of a run or a batch, in the order of their sequence numbers.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="after">The sequence number that they follow on; 0 for all.</param>
    public static JournalPrefix<TEvent> Of(IEnumerable<JournalRow> rows, long after = 0)
    {
        var events = new List<TEvent>();
        var rest = new List<(JournalRow Row, string Fault)>();
        string? broken = null;
        foreach (var row in rows)
        {
            var next = after + events.Count + 1;
            var fault = row.Fault;
            if (row.SequenceNumber > next && broken is null)
            {
                broken = $"event {next} is missing";
            }

            if (fault is null && broken is null && row.SequenceNumber == next)
            {
                events.Add(row.Event<TEvent>());
                continue;
            }

            rest.Add((row, fault ?? broken ?? $"there is no event {row.SequenceNumber}"));
            if (row.SequenceNumber == next)
            {
                broken ??= $"event {next} is damaged: {fault}";
            }
        }

        return new JournalPrefix<TEvent>(events, rest);
    }
}
