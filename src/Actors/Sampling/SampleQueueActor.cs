using System.Security.Cryptography;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Settings;
using Akka.Actor;

namespace ActorLstm.Actors.Sampling;

/// <summary>
/// Gives texts to samplers of the cluster that are ready for them, the earliest first. It remembers nothing that is not said again: who
/// wants texts asks until a sampler has taken them up, and samplers say that they are ready while they wait. So one that is begun anew,
/// on another node, goes on where the last one was.
/// </summary>
public sealed class SampleQueueActor : ReceiveActor
{
    // So often a sampler may say that it is ready before it can have heard of its texts: then they were lost on the way.
    private const int MostUnheard = 3;

    private readonly Dictionary<IActorRef, Ordered> orders = [];
    private readonly LinkedList<Ordered> waiting = [];
    private readonly Dictionary<IActorRef, Assigned?> samplers = [];
    private readonly Queue<IActorRef> ready = [];

    // Numbers of its own: what a sampler says of texts that another queue gave it is not taken for these.
    private long assignments = (long)RandomNumberGenerator.GetInt32(int.MaxValue) << 32;

    /// <summary>Makes one.</summary>
    public SampleQueueActor()
    {
        Receive<OrderTexts>(wanted => OnOrder(wanted.Order));
        Receive<SamplerReady>(OnReady);
        Receive<GetSampleQueue>(_ => Sender.Tell(new SampleQueueView(waiting.Count, samplers.Count, samplers.Values.Count(assigned => assigned is not null))));
        Receive<Terminated>(gone => OnGone(gone.ActorRef));
    }

    /// <summary>How to make one.</summary>
    public static Props Props() => ActorProps.Of(() => new SampleQueueActor());

    private void OnOrder(SampleOrder order)
    {
        if (!orders.ContainsKey(Sender))
        {
            var ordered = new Ordered(Context.Watch(Sender), order);
            orders.Add(Sender, ordered);
            waiting.AddLast(ordered);
            Assign();
        }
    }

    private void OnReady(SamplerReady told)
    {
        if (!samplers.TryGetValue(Sender, out var assigned))
        {
            Context.Watch(Sender);
        }
        else if (assigned is null || (told.Assignment != assigned.Number && ++assigned.Unheard < MostUnheard))
        {
            return; // It waits already, or said so before its texts reached it.
        }
        else if (told.Assignment != assigned.Number)
        {
            Requeue(assigned.Order);
        }
        else
        {
            Forget(assigned.Order);
        }

        samplers[Sender] = null;
        ready.Enqueue(Sender);
        Assign();
    }

    private void OnGone(IActorRef gone)
    {
        if (samplers.Remove(gone, out var assigned))
        {
            Requeue(assigned?.Order);
            Assign();
        }
        else if (orders.TryGetValue(gone, out var order))
        {
            Forget(order);
            if (order.Assigned is { } underWay)
            {
                underWay.Sampler.Tell(new ForgetTexts(underWay.Number));
            }
        }
    }

    private void Assign()
    {
        while (waiting.First is { } first && ready.TryDequeue(out var sampler))
        {
            if (!samplers.TryGetValue(sampler, out var busy) || busy is not null)
            {
                continue; // It is gone.
            }

            waiting.RemoveFirst();
            var assigned = new Assigned(++assignments, sampler, first.Value);
            samplers[sampler] = first.Value.Assigned = assigned;
            sampler.Tell(new GenerateTexts(assigned.Number, first.Value.Order), first.Value.Orderer);
        }
    }

    // Texts that were under way come first again.
    private void Requeue(Ordered? order)
    {
        if (order is not null && orders.ContainsKey(order.Orderer))
        {
            order.Assigned = null;
            waiting.AddFirst(order);
        }
    }

    private void Forget(Ordered order)
    {
        if (orders.Remove(order.Orderer))
        {
            Context.Unwatch(order.Orderer);
            if (order.Assigned is null)
            {
                waiting.Remove(order);
            }
        }
    }

    private sealed class Ordered(IActorRef orderer, SampleOrder order)
    {
        public IActorRef Orderer { get; } = orderer;

        public SampleOrder Order { get; } = order;

        public Assigned? Assigned { get; set; }
    }

    private sealed class Assigned(long number, IActorRef sampler, Ordered order)
    {
        public long Number { get; } = number;

        public IActorRef Sampler { get; } = sampler;

        public Ordered Order { get; } = order;

        public int Unheard { get; set; }
    }
}
