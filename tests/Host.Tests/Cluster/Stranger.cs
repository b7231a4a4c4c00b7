using ActorLstm.Actors.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace ActorLstm.Host.Tests.Cluster;

/// <summary>An actor system that speaks the language of the nodes, does not belong to them, and tells their actors what nobody asked for.</summary>
internal sealed class Stranger : IAsyncDisposable
{
    private static readonly string[] Actors =
    [
        "/user", "/user/placement", "/user/samples", "/user/slots", "/user/runs", "/user/batches", "/user/sampler-0", "/user/reporter",
        "/system/sharding/runs", "/system/sharding/runsCoordinator", "/system/cluster/core/daemon", "/system/ddataReplicator",
    ];

    private readonly ActorSystem system;

    private Stranger(ActorSystem system) => this.system = system;

    /// <summary>Starts one.</summary>
    public static Stranger Start() => new(ActorSystem.Create("actorlstm", ConfigurationFactory.ParseString(
        $$"""
        akka {
          loglevel = OFF
          actor {
            provider = remote
            serializers.strange = "{{typeof(StrangeSerializer).AssemblyQualifiedName}}"
            serialization-bindings."{{typeof(Strange).AssemblyQualifiedName}}" = strange
          }
          remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
        }
        """)));

    /// <summary>Sends every actor that a node has, and some that it has not, messages of types that are bound to no serializer there, and some that only look as if they were.</summary>
    public void TellEverything(string node)
    {
        foreach (var actor in Actors)
        {
            var those = system.ActorSelection($"akka.tcp://actorlstm@{node}{actor}");
            foreach (var message in new object[] { new FileInfo("x"), new Version(1, 0), new Dictionary<string, object> { ["x"] = new List<Uri> { new("http://x.example") } }, new Strange("erase-everything-1"), new Strange("keep-run-1") })
            {
                those.Tell(message);
            }
        }
    }

    /// <summary>Waits until a node has answered what was sent last: it has read all before that.</summary>
    public async Task HasBeenHeardAsync(string node) => await system.ActorSelection($"akka.tcp://actorlstm@{node}/user").Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(30));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await system.Terminate();

    /// <summary>Written under the number of the cluster's own serializer.</summary>
    private sealed record Strange(string Manifest);

    private sealed class StrangeSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        public override int Identifier => ClusterSerializer.Id;

        public override string Manifest(object o) => ((Strange)o).Manifest;

        public override byte[] ToBinary(object obj) => "what is no message"u8.ToArray();

        public override object FromBinary(byte[] bytes, string manifest) => new Strange(manifest);
    }
}
