namespace ActorLstm.Actors.Scheduling;

/// <summary>
/// Who may train next. A slot is so many threads of the machine; those who wait stand in groups, a batch each. The next slot goes to
/// the group that has the fewest, and within it to the highest priority, then to who came first. Pure: no actors, no clocks.
/// </summary>
/// <typeparam name="TKey">What names a slot.</typeparam>
/// <param name="threads">Threads that may be in use at once, at least 1. A slot that wants more gets all, once nothing else is in use.</param>
public sealed class SlotQueue<TKey>(int threads)
    where TKey : notnull
{
    private readonly Dictionary<TKey, SlotRequest> held = [];
    private readonly Dictionary<TKey, (SlotRequest Request, long Order)> waiting = [];
    private long requests;

    /// <summary>Threads that are in use.</summary>
    public int ThreadsInUse => held.Values.Sum(Width);

    /// <summary>How many wait.</summary>
    public int Waiting => waiting.Count;

    /// <summary>Asks for a slot. Who has one, or asks already, keeps its place.</summary>
    public void Request(TKey key, SlotRequest request)
    {
        if (!held.ContainsKey(key))
        {
            waiting[key] = (request, waiting.TryGetValue(key, out var before) ? before.Order : requests++);
        }
    }

    /// <summary>Gives a slot back, or waits for none any more.</summary>
    public void Return(TKey key)
    {
        held.Remove(key);
        waiting.Remove(key);
    }

    /// <summary>The next slot that can be given now; it is held from then on.</summary>
    public bool TryGrant(out TKey key)
    {
        var next = waiting
            .Where(one => IsRoomFor(one.Value.Request))
            .OrderBy(one => SlotsOf(one.Value.Request.Group))
            .ThenByDescending(one => one.Value.Request.Priority)
            .ThenBy(one => one.Value.Order)
            .Select(one => one.Key)
            .Take(1)
            .ToList();
        if (next.Count == 0)
        {
            key = default!;
            return false;
        }

        key = next[0];
        held[key] = waiting[key].Request;
        waiting.Remove(key);
        return true;
    }

    private int Width(SlotRequest request) => Math.Min(request.Threads, threads);

    private bool IsRoomFor(SlotRequest request) => ThreadsInUse + Width(request) <= threads && SlotsOf(request.Group) < request.GroupLimit;

    private int SlotsOf(string group) => held.Values.Count(request => request.Group == group);
}

/// <summary>What a slot is asked for.</summary>
/// <param name="Group">Who asks: each batch is a group of its own.</param>
/// <param name="GroupLimit">How many slots the group may have at once, at least 1.</param>
/// <param name="Threads">Threads that it will use, at least 1.</param>
/// <param name="Priority">The higher, the earlier, within the group.</param>
public sealed record SlotRequest(string Group, int GroupLimit, int Threads, int Priority);
