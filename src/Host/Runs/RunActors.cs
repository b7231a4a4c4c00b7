using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Sampling;
using ActorLstm.Actors.Settings;
using ActorLstm.Model.Checkpoints;
using Akka.Actor;

namespace ActorLstm.Host.Runs;

/// <summary>The actors of a run: its supervised coordinator, and the feed that speaks for it.</summary>
internal static class RunActors
{
    /// <summary>Begins a run.</summary>
    /// <param name="parent">Under whom: the actor system, or the actor of a batch.</param>
    /// <param name="launch">What to run, where, and how it begins.</param>
    /// <param name="listener">Hears what it tells.</param>
    /// <param name="name">What its actors are called: log lines of its trainer and samplers name them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="samplers">Gives its texts to the samplers of a cluster; null: they are generated beside the trainer.</param>
    public static (IActorRef Run, IActorRef Feed) Begin(
        IActorRefFactory parent, RunLaunch launch, IListener<IRunNotice> listener, string name, TimeProvider time, IActorRef? samplers = null)
    {
        var configuration = launch.Configuration;
        var experiment = configuration.Experiment;
        var store = new CheckpointStore(Path.Combine(launch.Folder, RunFolder.CheckpointsFolder));
        var settings = new RunSettings
        {
            Supervision = configuration.Supervision,
            SaveEvery = experiment.Checkpoints.Every,
            SharedSampling = samplers is null ? null : new SharedSampling(samplers, store, launch.Id, experiment.Seed, experiment.Sampling),
        };
        var feed = parent.ActorOf(RunFeed.Props(listener, launch), $"feed-{name}");
        var coordinator = RunCoordinator.Props(
            launch.Id,
            launch.Prepared is { } prepared ? new RunTools(experiment, prepared.Corpus, prepared.Device.Device, store, time) : new NoRunTools(),
            launch.Owner,
            settings,
            time,
            RunFolderActor.Props(launch.Folder, store, experiment.Checkpoints),
            feed);
        var run = parent.ActorOf(RunSupervisor.Props(coordinator, settings), name);
        feed.Tell(new Follow(run));
        return (run, feed);
    }
}
