using System.Threading.Channels;
using Akka.Actor;
using Xunit;

namespace ActorLstm.Actors.Tests.Support;

/// <summary>Hears messages, in order; a test awaits the one that it needs, however long that takes.</summary>
/// <typeparam name="TMessage">The messages.</typeparam>
internal sealed class Heard<TMessage>
{
    private readonly Channel<TMessage> heard = Channel.CreateUnbounded<TMessage>();
    private readonly List<TMessage> all = [];

    /// <summary>Everything that was awaited or passed over so far.</summary>
    public IReadOnlyList<TMessage> All => all;

    /// <summary>Takes a message.</summary>
    public void Hear(TMessage message) => heard.Writer.TryWrite(message);

    /// <summary>An actor that takes what it is told.</summary>
    public IActorRef Listener(ActorSystem system) => system.ActorOf(Props.Create(() => new ListenerActor(this)));

    /// <summary>The next message of this kind that fits; what comes before it is passed over.</summary>
    public async Task<T> Next<T>(Func<T, bool>? fits = null)
        where T : TMessage
    {
        while (true)
        {
            var message = await heard.Reader.ReadAsync(TestContext.Current.CancellationToken);
            all.Add(message);
            if (message is T wanted && (fits is null || fits(wanted)))
            {
                return wanted;
            }
        }
    }

    private sealed class ListenerActor : ReceiveActor
    {
        public ListenerActor(Heard<TMessage> heard) => Receive<TMessage>(heard.Hear);
    }
}
