using Akka.Actor;
using Akka.Serialization;

namespace ActorLstm.Actors.Serialization;

/// <summary>Takes messages from one node of a cluster to another, as <see cref="ClusterPayload"/> writes them.</summary>
/// <param name="system">The actor system.</param>
public sealed class ClusterSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>The number that goes with every message. It never changes.</summary>
    public const int Id = 7191;

    /// <inheritdoc/>
    public override int Identifier => Id;

    /// <inheritdoc/>
    public override string Manifest(object o) => ClusterPayload.ManifestOf(o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => ClusterPayload.Write(obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => ClusterPayload.Read(manifest, bytes);
}
