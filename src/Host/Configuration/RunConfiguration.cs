using ActorLstm.Actors.Settings;
using ActorLstm.Model;

namespace ActorLstm.Host.Configuration;

/// <summary>A configuration, whole and validated.</summary>
/// <param name="Experiment">What is trained and sampled.</param>
/// <param name="Supervision">How failures are met.</param>
public sealed record RunConfiguration(Experiment Experiment, SupervisionOptions Supervision)
{
    /// <summary>The section <c>akka { ... }</c> of the user's file as HOCON, to be laid over the actor system's settings; empty where there is none.</summary>
    public string Akka { get; init; } = "";
}
