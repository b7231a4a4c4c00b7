using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using ActorLstm.Host.Configuration.Sweeps;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;

namespace ActorLstm.Host.Configuration;

/// <summary>A configuration, whole and validated.</summary>
/// <param name="Experiment">What is trained and sampled.</param>
/// <param name="Supervision">How failures are met.</param>
public sealed record RunConfiguration(Experiment Experiment, SupervisionOptions Supervision)
{
    /// <summary>Where the events of the run are kept.</summary>
    public PersistenceOptions Persistence { get; init; } = new();

    /// <summary>Whose checkpoints texts are generated from, instead of training.</summary>
    public SweepOptions Sweep { get; init; } = new();

    /// <summary>What the run has to do; of a sweep once its epochs are known by number.</summary>
    public RunPlan Plan => Sweep.Run is null ? RunPlan.Of(Experiment, Supervision) : RunPlan.OfSweep(Experiment, Supervision, Sweep.Epochs.Listed);

    /// <summary>The section <c>akka { ... }</c> of the user's file as HOCON, to be laid over the actor system's settings; empty where there is none.</summary>
    public string Akka { get; init; } = "";
}
