namespace ActorLstm.Actors.Scheduling;

/// <summary>
/// Who may train next. A slot is so many threads of the machine; those who wait stand in groups, a batch each. The next slot goes to
/// the group that has the fewest, of equal ones to the one with the highest priority, then to the one whose turn was longest ago; and within it to the
/// highest priority, then to who has come farther, then to who came first. Where the memory for the next one is in use nobody passes it: it waits
/// until there is enough, or nothing is in use. Pure: no actors, no clocks.
/// </summary>
/// <typeparam name="TKey">What names a slot.</typeparam>
/// <param name="threads">Threads that may be in use at once. A slot that wants more gets all, once nothing else is in use.</param>
/// <param name="memory">Bytes that may be in use at once.</param>
public sealed class SlotQueue<TKey>(int threads, long memory = long.MaxValue)
    where TKey : notnull
{
    private readonly Dictionary<TKey, (string Group, int Threads, long Memory)> held = [];
    private readonly Dictionary<TKey, Place> waiting = [];
    private readonly Dictionary<string, Group> groups = [];
    private long turns;

    /// <summary>Threads that may be in use at once. Where they become fewer, those who have slots keep them.</summary>
    public int Threads { get; set; } = threads;

    /// <summary>Threads that are in use.</summary>
    public int ThreadsInUse { get; private set; }

    /// <summary>Bytes that may be in use at once.</summary>
    public long Memory => memory;

    /// <summary>Bytes that are in use.</summary>
    public long MemoryInUse { get; private set; }

    /// <summary>What waits for memory alone, since the last attempt to grant a slot; null where nothing does.</summary>
    public (TKey Key, SlotRequest Request)? WaitsForMemory { get; private set; }

    /// <summary>How many wait.</summary>
    public int Waiting => waiting.Count;

    /// <summary>Asks for a slot. Who has one, or asks already, keeps its place.</summary>
    public void Request(TKey key, SlotRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (held.ContainsKey(key))
        {
            return;
        }

        var order = waiting.TryGetValue(key, out var before) ? before.Order : turns++;
        Forget(key);
        var place = new Place(request, order, key);
        waiting[key] = place;
        if (!groups.TryGetValue(request.Group, out var group))
        {
            groups[request.Group] = group = new Group { Turn = turns++ };
        }

        group.Waiting.Add(place);
    }

    /// <summary>Gives a slot back, or waits for none any more.</summary>
    public void Return(TKey key)
    {
        Forget(key);
        if (held.Remove(key, out var slot))
        {
            ThreadsInUse -= slot.Threads;
            MemoryInUse -= slot.Memory;
            groups[slot.Group].Held--;
            Drop(slot.Group);
        }
    }

    /// <summary>The next slot that can be given now; it is held from then on.</summary>
    public bool TryGrant(out TKey key)
    {
        var next = ThreadsInUse >= Threads ? default : groups.Values
            .Select(group => (group.Held, group.Turn, First: group.Waiting.FirstOrDefault(place => IsRoomFor(place.Request, group))))
            .Where(candidate => candidate.First is not null)
            .OrderBy(candidate => candidate.Held)
            .ThenByDescending(candidate => candidate.First!.Request.Priority)
            .ThenBy(candidate => candidate.Turn)
            .FirstOrDefault();
        WaitsForMemory = next.First is { } first && held.Count > 0 && first.Request.Memory > memory - MemoryInUse ? (first.Key, first.Request) : null;
        if (next.First is not { } place || WaitsForMemory is not null)
        {
            key = default!;
            return false;
        }

        key = place.Key;
        Forget(key);
        held[key] = (place.Request.Group, Width(place.Request), place.Request.Memory);
        ThreadsInUse += Width(place.Request);
        MemoryInUse += place.Request.Memory;
        var served = groups[place.Request.Group];
        (served.Held, served.Turn) = (served.Held + 1, turns++);
        return true;
    }

    private int Width(SlotRequest request) => Math.Min(request.Threads, Threads);

    private bool IsRoomFor(SlotRequest request, Group group) => ThreadsInUse + Width(request) <= Threads && group.Held < request.GroupLimit;

    private void Forget(TKey key)
    {
        if (waiting.Remove(key, out var place))
        {
            groups[place.Request.Group].Waiting.Remove(place);
        }
    }

    private void Drop(string name)
    {
        if (groups[name] is { Held: 0, Waiting.Count: 0 })
        {
            groups.Remove(name);
        }
    }

    private sealed record Place(SlotRequest Request, long Order, TKey Key)
    {
        public static IComparer<Place?> Urgency { get; } = Comparer<Place?>.Create((one, other) => (-one!.Request.Priority, -one.Request.Headway, one.Order).CompareTo((-other!.Request.Priority, -other.Request.Headway, other.Order)));
    }

    private sealed class Group
    {
        public SortedSet<Place> Waiting { get; } = new(Place.Urgency);

        public int Held { get; set; }

        // When it was given a slot last, or came.
        public long Turn { get; set; }
    }
}

/// <summary>What a slot is asked for.</summary>
/// <param name="Group">Who asks: each batch is a group of its own.</param>
/// <param name="GroupLimit">How many slots the group may have at once, at least 1.</param>
/// <param name="Threads">Threads that it will use, at least 1.</param>
/// <param name="Priority">The higher, the earlier, within the group.</param>
/// <param name="Headway">How far it has come: of equal priority the farther one comes first.</param>
public sealed record SlotRequest(string Group, int GroupLimit, int Threads, int Priority, int Headway)
{
    /// <summary>Bytes of memory that it will use; 0 where that is not known.</summary>
    public long Memory { get; init; }
}
