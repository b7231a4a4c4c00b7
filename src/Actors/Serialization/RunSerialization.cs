using Akka.Hosting;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;

namespace ActorLstm.Actors.Serialization;

/// <summary>Tells an actor system how the events and snapshots of runs and batches are written.</summary>
public static class RunSerialization
{
    /// <summary>Binds the messages between the nodes of a cluster to <see cref="ClusterSerializer"/>. Every other type that nobody bound is refused.</summary>
    public static AkkaConfigurationBuilder AddClusterSerializer(this AkkaConfigurationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithCustomSerializer("cluster", [typeof(IClusterMessage)], system => new ClusterSerializer(system)).RefuseOthers();
    }

    /// <summary>Binds them to <see cref="RunSerializer"/>. Every other type that nobody bound is refused, and not written as some JSON.</summary>
    public static AkkaConfigurationBuilder AddRunSerializer(this AkkaConfigurationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .WithCustomSerializer("run", [typeof(IRunEvent), typeof(RunSnapshot), typeof(IBatchEvent)], system => new RunSerializer(system))
            .RefuseOthers();
    }

    private static AkkaConfigurationBuilder RefuseOthers(this AkkaConfigurationBuilder builder) => builder.WithStrictSerialization().AddHocon(
        $$"""
        akka.actor.serializers.json = "{{typeof(RefusedSerializer).AssemblyQualifiedName}}"
        akka.actor.serialization-identifiers."{{typeof(RefusedSerializer).AssemblyQualifiedName}}" = {{RefusedSerializer.Id}}
        """,
        HoconAddMode.Prepend);
}
