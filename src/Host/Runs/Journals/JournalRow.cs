using ActorLstm.Actors.Serialization;

namespace ActorLstm.Host.Runs.Journals;

/// <summary>A row of the journal.</summary>
/// <param name="Ordering">Its number among the rows of all runs and batches.</param>
/// <param name="SequenceNumber">Its number in the run or batch, from 1.</param>
/// <param name="Deleted">Whether it is marked as deleted, which this program never does.</param>
/// <param name="Identifier">The number of the serializer that wrote it.</param>
/// <param name="Manifest">What it holds.</param>
/// <param name="Payload">The content.</param>
internal sealed record JournalRow(long Ordering, long SequenceNumber, bool Deleted, long Identifier, string Manifest, byte[] Payload)
{
    /// <summary>Why it is no event; null where it is one.</summary>
    public string? Fault => this switch
    {
        { Deleted: true } => "it is marked as deleted",
        { Identifier: not RunSerializer.Id } => $"it names the serializer {Identifier}",
        _ when !RunPayload.IsWhole(Manifest, Payload) => "its checksum does not fit",
        _ => null,
    };

    /// <summary>The event; only where <see cref="Fault"/> is null.</summary>
    /// <typeparam name="TEvent">Those of runs, or those of batches.</typeparam>
    /// <exception cref="OtherVersionException">Another version of the program wrote it.</exception>
    public TEvent Event<TEvent>()
        where TEvent : class => RunPayload.Read(Manifest, Payload) as TEvent
        ?? throw new OtherVersionException($"The journal holds an entry \"{Manifest}\" among the events, which this version of the program does not expect there.");
}
