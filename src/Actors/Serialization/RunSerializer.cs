using Akka.Actor;
using Akka.Serialization;

namespace ActorLstm.Actors.Serialization;

/// <summary>Takes the events and snapshots of runs into the journal and out of it, as <see cref="RunPayload"/> writes them.</summary>
/// <param name="system">The actor system.</param>
public sealed class RunSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>The number that stands beside every entry. It never changes.</summary>
    public const int Id = 7190;

    /// <inheritdoc/>
    public override int Identifier => Id;

    /// <inheritdoc/>
    public override string Manifest(object o) => RunPayload.ManifestOf(o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => RunPayload.Write(obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => RunPayload.Read(manifest, bytes);
}
