using Akka.Actor;
using Akka.Hosting;
using Akka.Persistence;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs.Journals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorLstm.Host.Tests.Runs.Journals;

/// <summary>An actor system that keeps events in a journal as a run does, one actor for each run.</summary>
internal sealed class JournalSystem : IAsyncDisposable
{
    private readonly IHost host;

    private JournalSystem(IHost host) => this.host = host;

    public static async Task<JournalSystem> StartAsync(RunJournal journal)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddAkka("journal", akka => journal.AddTo(akka.AddHocon("akka { loglevel = OFF, stdout-loglevel = OFF }", HoconAddMode.Prepend)));
        var host = builder.Build();
        await host.StartAsync();
        return new JournalSystem(host);
    }

    /// <summary>Writes events as a coordinator would.</summary>
    public async Task WriteAsync(string runId, params IReadOnlyList<IRunEvent> events)
    {
        var actor = Start(runId);
        await actor.Ask<Recovered>(GetRecovered.Instance);
        foreach (var happened in events)
        {
            await actor.Ask<IRunEvent>(happened);
        }

        await actor.GracefulStop(TimeSpan.FromMinutes(5));
    }

    /// <summary>Writes events of a batch as its coordinator would.</summary>
    public async Task WriteBatchAsync(string batchId, params IReadOnlyList<IBatchEvent> events)
    {
        var actor = host.Services.GetRequiredService<ActorSystem>().ActorOf(Props.Create(() => new BatchKeeper(batchId)));
        foreach (var happened in events)
        {
            await actor.Ask<IBatchEvent>(happened);
        }

        await actor.GracefulStop(TimeSpan.FromMinutes(5));
    }

    /// <summary>Keeps a snapshot of the events so far.</summary>
    public async Task SnapshotAsync(string runId)
    {
        var actor = Start(runId);
        await actor.Ask<SaveSnapshotSuccess>(TakeSnapshot.Instance);
        await actor.GracefulStop(TimeSpan.FromMinutes(5));
    }

    /// <summary>What a coordinator would recover.</summary>
    public async Task<Recovered> RecoverAsync(string runId)
    {
        var actor = Start(runId);
        var recovered = await actor.Ask<Recovered>(GetRecovered.Instance);
        await actor.GracefulStop(TimeSpan.FromMinutes(5));
        return recovered;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    private IActorRef Start(string runId) => host.Services.GetRequiredService<ActorSystem>().ActorOf(Props.Create(() => new Keeper(runId)));

    public sealed record Recovered(RunState? Snapshot, IReadOnlyList<IRunEvent> Events, Exception? Fault);

    private sealed record GetRecovered
    {
        public static GetRecovered Instance { get; } = new();
    }

    private sealed record TakeSnapshot
    {
        public static TakeSnapshot Instance { get; } = new();
    }

    private sealed class BatchKeeper : ReceivePersistentActor
    {
        public BatchKeeper(string batchId)
        {
            PersistenceId = BatchCoordinator.PersistenceIdOf(batchId);
            Recover<IBatchEvent>(_ => { });
            Command<IBatchEvent>(happened => Persist(happened, Sender.Tell));
        }

        public override string PersistenceId { get; }
    }

    private sealed class Keeper : ReceivePersistentActor
    {
        private readonly List<IRunEvent> events = [];
        private RunState? snapshot;
        private IActorRef asker = ActorRefs.Nobody;

        public Keeper(string runId)
        {
            PersistenceId = RunCoordinator.PersistenceIdOf(runId);
            Recover<SnapshotOffer>(offer => snapshot = ((RunSnapshot)offer.Snapshot).ToState());
            Recover<IRunEvent>(events.Add);
            Command<GetRecovered>(_ => Sender.Tell(new Recovered(snapshot, events, null)));
            Command<IRunEvent>(happened => Persist(happened, persisted =>
            {
                events.Add(persisted);
                Sender.Tell(persisted);
            }));
            Command<TakeSnapshot>(_ =>
            {
                asker = Sender;
                SaveSnapshot(RunSnapshot.Of(events.Aggregate(snapshot ?? RunState.Initial, (state, happened) => state.Apply(happened))));
            });
            Command<SaveSnapshotSuccess>(saved => asker.Tell(saved));
        }

        public override string PersistenceId { get; }
    }
}
