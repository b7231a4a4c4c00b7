using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace ActorLstm.Actors.Serialization;

/// <summary>
/// Stands where Akka has a serializer that makes an object of whatever type a message names, for every type that nobody bound. It writes nothing and
/// reads nothing: strict serialization alone keeps Akka from writing such messages, and not from reading them.
/// </summary>
/// <param name="system">The actor system.</param>
/// <param name="settings">Those of the serializer that it stands for: Akka gives them to whatever stands there.</param>
#pragma warning disable CS9113 // It needs none.
public sealed class RefusedSerializer(ExtendedActorSystem system, Config settings) : Serializer(system)
#pragma warning restore CS9113
{
    /// <summary>The number of Akka's serializer, which goes with the messages that it wrote.</summary>
    public const int Id = 1;

    /// <inheritdoc/>
    public override int Identifier => Id;

    /// <inheritdoc/>
    public override bool IncludeManifest => true;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => throw new SerializationException($"Nobody bound {obj?.GetType()} to a serializer.");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type? type) => throw new SerializationException($"A message of the type {type} is not read: nobody bound it to a serializer.");
}
