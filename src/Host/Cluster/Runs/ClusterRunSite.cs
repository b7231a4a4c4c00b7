using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using Akka.Actor;

namespace ActorLstm.Host.Cluster.Runs;

/// <summary>Runs that go on on the trainer nodes of a cluster, and are followed from here.</summary>
/// <param name="Runs">Where runs are kept, the same folder for all nodes.</param>
/// <param name="Journal">Keeps their events.</param>
/// <param name="Corpora">Finds their texts.</param>
/// <param name="Placement">Gives each its slot: see <see cref="PlacementActor"/>.</param>
/// <param name="Region">The way to the runs: see <see cref="RunShards"/>.</param>
internal sealed record ClusterRunSite(RunStore Runs, RunJournal Journal, CorpusShelf Corpora, IActorRef Placement, IActorRef Region) : IRunSite
{
    /// <inheritdoc/>
    public bool IsHere => false;

    /// <inheritdoc/>
    public bool IsUnderWay(string id) => RunSlot.TryRead(Path.Combine(Runs.Root, id)) is not null;

    /// <inheritdoc/>
    public async Task<Opened<IRunNotice>> OpenAsync(RunToOpen run, CancellationToken cancellation)
    {
        var events = await Journal.PeekAsync(run.Id, 0, cancellation);
        if (events.OfType<RunStarted>().FirstOrDefault() is { Facts: var facts } && !run.IsThis(facts))
        {
            throw new OtherRunException();
        }

        var configuration = events.Count == 0 && run.Configuration is not null ? await WholeAsync(run.Configuration, findsMoved: run.Batch is not null, cancellation) : null;
        return new Opened<IRunNotice>(Lease: null, (parent, listener, name) => parent.ActorOf(RunFollowerActor.Props(run, configuration, this, listener), $"follower-{name}"));
    }

    // Other nodes know nothing of the file that it came from.
    private async Task<string> WholeAsync(RunConfiguration configuration, bool findsMoved, CancellationToken cancellation) =>
        ResolvedConfiguration.Write((await PreparedRun.PrepareAsync(configuration, Corpora, cancellation, MemoryLimit.None, isHere: false, findsMoved)).Configuration);
}
