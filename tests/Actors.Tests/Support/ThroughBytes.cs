using Akka.Actor;
using Akka.Persistence.Journal;

namespace ActorLstm.Actors.Tests.Support;

/// <summary>Has a journal in memory keep bytes, as one on a disk does: what is not in them is lost.</summary>
/// <param name="system">The actor system, whose serializers are used.</param>
public sealed class ThroughBytes(ExtendedActorSystem system) : IEventAdapter
{
    /// <inheritdoc/>
    public string Manifest(object evt) => "";

    /// <inheritdoc/>
    public object ToJournal(object evt)
    {
        var serializer = (Akka.Serialization.SerializerWithStringManifest)system.Serialization.FindSerializerFor(evt);
        return new Kept(serializer.Identifier, serializer.Manifest(evt), serializer.ToBinary(evt));
    }

    /// <inheritdoc/>
    public IEventSequence FromJournal(object evt, string manifest)
    {
        var kept = (Kept)evt;
        return EventSequence.Single(system.Serialization.Deserialize(kept.Payload, kept.Serializer, kept.Manifest));
    }

    /// <summary>What such a journal keeps.</summary>
    public sealed record Kept(int Serializer, string Manifest, byte[] Payload);
}
