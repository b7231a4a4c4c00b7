using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using Akka.Actor;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>The actors of a batch: its supervised coordinator, below which its runs go on, and the feed that speaks for it.</summary>
internal static class BatchActors
{
    /// <summary>Begins a batch.</summary>
    /// <param name="parent">Under whom: the actor system, or an actor.</param>
    /// <param name="launch">What to run, where, and how it begins.</param>
    /// <param name="settings">What it is told beside itself.</param>
    /// <param name="slots">Gives out slots to its runs.</param>
    /// <param name="listener">Hears what it tells.</param>
    /// <param name="name">What its actors are called.</param>
    /// <returns>Its feed.</returns>
    public static IActorRef Begin(IActorRefFactory parent, BatchLaunch launch, BatchSettings settings, IActorRef slots, IListener<IBatchNotice> listener, string name)
    {
        var place = launch.Place;
        var feed = parent.ActorOf(BatchFeed.Props(listener, launch.First, launch.Owner), $"feed-{name}");
        var coordinator = BatchCoordinator.Props(place.Id, settings, place.Time, MemberLauncher.Props(place), slots, BatchPageActor.Props(launch.Folder), feed);
        feed.Tell(new Follow(parent.ActorOf(RunSupervisor.Props(coordinator, new RunSettings()), name)));
        return feed;
    }

    /// <summary>What a request of another process tells a batch.</summary>
    public static IBatchCommand CommandOf(RunRequest request) => request.Request switch
    {
        RequestKind.Pause => new PauseBatch(),
        RequestKind.Continue => new ContinueBatch(),
        _ => new CancelBatch(),
    };
}
