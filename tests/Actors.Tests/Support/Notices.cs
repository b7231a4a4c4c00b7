using System.Threading.Channels;
using Akka.Actor;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using Xunit;

namespace ActorLstm.Actors.Tests.Support;

/// <summary>Hears what a run tells its watchers, in order; a test awaits the notice that it needs, however long that takes.</summary>
internal sealed class Notices
{
    private readonly Channel<IRunNotice> heard = Channel.CreateUnbounded<IRunNotice>();
    private readonly List<IRunNotice> all = [];

    /// <param name="system">Where the listener lives.</param>
    public Notices(ActorSystem system)
    {
        Listener = system.ActorOf(Props.Create(() => new ListenerActor(heard.Writer)));
    }

    /// <summary>The watcher.</summary>
    public IActorRef Listener { get; }

    /// <summary>The events that were awaited or passed over so far.</summary>
    public IReadOnlyList<IRunEvent> Events => [.. all.OfType<RunChanged>().Select(changed => changed.Happened)];

    /// <summary>Everything that reached the listener before this call.</summary>
    public async Task<IReadOnlyList<IRunNotice>> SoFar()
    {
        await Listener.Ask<ActorIdentity>(new Identify(null), TestContext.Current.CancellationToken);
        while (heard.Reader.TryRead(out var notice))
        {
            all.Add(notice);
        }

        return [.. all];
    }

    /// <summary>The next event of this kind that fits.</summary>
    public async Task<T> Event<T>(Func<T, bool>? fits = null)
        where T : IRunEvent
    {
        var changed = await Next<RunChanged>(changed => changed.Happened is T happened && (fits is null || fits(happened)));
        return (T)changed.Happened;
    }

    /// <summary>The next notice of this kind.</summary>
    public Task<T> Notice<T>()
        where T : IRunNotice => Next<T>(_ => true);

    /// <summary>The slice that ends this batch.</summary>
    public Task Slice(int epoch, int batch) =>
        Next<RunProgressed>(progressed => progressed.Progress.Epoch == epoch && progressed.Progress.Batch == batch);

    /// <summary>The run once it is closed.</summary>
    public async Task<RunState> Closed() => (await Closing()).State;

    /// <summary>The last notice.</summary>
    public Task<RunClosed> Closing() => Next<RunClosed>(_ => true);

    private async Task<T> Next<T>(Func<T, bool> fits)
        where T : IRunNotice
    {
        while (true)
        {
            var notice = await heard.Reader.ReadAsync(TestContext.Current.CancellationToken);
            all.Add(notice);
            if (notice is T wanted && fits(wanted))
            {
                return wanted;
            }
        }
    }

    private sealed class ListenerActor : ReceiveActor
    {
        public ListenerActor(ChannelWriter<IRunNotice> heard) => Receive<IRunNotice>(notice => heard.TryWrite(notice));
    }
}
