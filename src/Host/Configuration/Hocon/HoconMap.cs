namespace ActorLstm.Host.Configuration.Hocon;

/// <summary>A section: keys and their values in the order in which they were first written.</summary>
internal sealed record HoconMap(HoconOrigin Origin) : HoconNode(Origin)
{
    private readonly OrderedDictionary<string, HoconNode> items = [];

    /// <summary>The keys and values.</summary>
    public IReadOnlyDictionary<string, HoconNode> Items => items;

    /// <summary>The value at a path, or null where there is none.</summary>
    public HoconNode? Find(params IReadOnlyList<string> path)
    {
        HoconNode? node = this;
        foreach (var key in path)
        {
            node = (node as HoconMap)?.items.GetValueOrDefault(key);
        }

        return node;
    }

    /// <summary>Writes a value at a path by HOCON's rule: sections are merged, anything else is replaced.</summary>
    public void Set(IReadOnlyList<string> path, HoconNode value) => Put(path, value, isOwn: false);

    /// <summary>The same with a value that nobody else has: a section is taken as it is, without a copy.</summary>
    public void Add(IReadOnlyList<string> path, HoconNode value) => Put(path, value, isOwn: true);

    /// <summary>Writes everything of another section over this one.</summary>
    public void Merge(HoconMap above)
    {
        foreach (var (key, value) in above.items)
        {
            Put(key, value, isOwn: false);
        }
    }

    /// <summary>A copy that can be written to without changing this one.</summary>
    public HoconMap Copy()
    {
        var copy = new HoconMap(Origin);
        copy.Merge(this);
        return copy;
    }

    private void Put(IReadOnlyList<string> path, HoconNode value, bool isOwn)
    {
        var section = this;
        for (var i = 0; i < path.Count - 1; i++)
        {
            if (section.items.GetValueOrDefault(path[i]) is not HoconMap inner)
            {
                section.items[path[i]] = inner = new HoconMap(value.Origin);
            }

            section = inner;
        }

        section.Put(path[^1], value, isOwn);
    }

    private void Put(string key, HoconNode value, bool isOwn)
    {
        var before = items.GetValueOrDefault(key);
        items[key] = (before, value) switch
        {
            (HoconMap lower, HoconMap upper) => Merged(lower, upper),
            (_, HoconMap upper) => isOwn ? upper : upper.Copy(),
            (HoconList lower, HoconList { Appends: true } upper) => upper with { Items = [.. lower.Items, .. upper.Items], Appends = lower.Appends },
            (not null, HoconReference { IsOptional: true } upper) => upper with { Previous = before },
            _ => value,
        };
    }

    private static HoconMap Merged(HoconMap lower, HoconMap upper)
    {
        lower.Merge(upper);
        return lower;
    }
}
