using Akka.Actor;
using Akka.Event;
using ActorLstm.Actors.Settings;

namespace ActorLstm.Actors.Scheduling;

/// <summary>Gives out slots: see <see cref="SlotQueue{TKey}"/>. Who dies has given its slots back.</summary>
public sealed class SlotQueueActor : ReceiveActor
{
    private readonly SlotQueue<(IActorRef Owner, int Number)> queue;
    private readonly Dictionary<IActorRef, HashSet<int>> numbers = [];
    private readonly Action<int> tell;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private (IActorRef Owner, int Number)? toldOf;

    /// <param name="threads">Threads that may be in use at once.</param>
    /// <param name="tell">Told how many are in use, whenever that may have changed.</param>
    /// <param name="memory">Bytes of memory that may be in use at once.</param>
    public SlotQueueActor(int threads, Action<int> tell, long memory)
    {
        this.tell = tell;
        queue = new SlotQueue<(IActorRef, int)>(threads, memory);
        Receive<RequestSlot>(wanted =>
        {
            if (numbers.TryAdd(Sender, []))
            {
                Context.Watch(Sender);
            }

            numbers[Sender].Add(wanted.Number);
            queue.Request((Sender, wanted.Number), wanted.Request);
            Grant();
        });
        Receive<ReturnSlot>(returned =>
        {
            queue.Return((Sender, returned.Number));
            numbers.GetValueOrDefault(Sender)?.Remove(returned.Number);
            Grant();
        });
        Receive<SetSlots>(there =>
        {
            queue.Threads = there.Threads;
            Grant();
        });
        Receive<Terminated>(gone =>
        {
            numbers.Remove(gone.ActorRef, out var left);
            foreach (var number in left ?? [])
            {
                queue.Return((gone.ActorRef, number));
            }

            Grant();
        });
    }

    /// <summary>How to make one.</summary>
    /// <param name="threads">Threads that may be in use at once.</param>
    /// <param name="tell">Told how many are in use, whenever that may have changed; null where nobody asks.</param>
    /// <param name="memory">Bytes of memory that may be in use at once.</param>
    public static Props Props(int threads, Action<int>? tell = null, long memory = long.MaxValue) => ActorProps.Of(() => new SlotQueueActor(threads, tell ?? (_ => { }), memory));

    private void Grant()
    {
        while (queue.TryGrant(out var slot))
        {
            slot.Owner.Tell(new SlotGranted(slot.Number));
        }

        if (queue.WaitsForMemory is { } waits && toldOf != waits.Key)
        {
            toldOf = waits.Key;
            log.Info(
                "The next run ({Group}) waits for memory: it needs {Needed:N0} bytes, and {InUse:N0} of {Memory:N0} are in use",
                waits.Request.Group, waits.Request.Memory, queue.MemoryInUse, queue.Memory);
        }

        tell(queue.ThreadsInUse);
    }
}

/// <summary>Asks for a slot; answered with <see cref="SlotGranted"/> once there is one.</summary>
/// <param name="Number">What the asker calls it.</param>
/// <param name="Request">What it is asked for.</param>
public sealed record RequestSlot(int Number, SlotRequest Request);

/// <summary>Gives a slot back, or waits for it no longer.</summary>
public sealed record ReturnSlot(int Number);

/// <summary>A slot is there.</summary>
public sealed record SlotGranted(int Number);

/// <summary>So many threads may be in use at once from now on.</summary>
public sealed record SetSlots(int Threads);
