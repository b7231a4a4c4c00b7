namespace ActorLstm.Host.Configuration.Hocon;

/// <summary>
/// Replaces references by what they name: a path of the same configuration, or else an environment variable. What cannot be
/// resolved becomes <see cref="HoconBroken"/> and is reported.
/// </summary>
/// <param name="root">The whole configuration.</param>
/// <param name="environment">Environment variables by name.</param>
/// <param name="report">Takes the place and the message of each fault.</param>
internal sealed class HoconResolver(HoconMap root, IReadOnlyDictionary<string, string> environment, Action<HoconOrigin, string> report)
{
    // References to references could make a short file into a text that fills the memory.
    private const int LongestText = 1_000_000;
    private const int MostReferences = 10_000;
    private const int LongestChain = 64;

    // Twice what a file may nest: references can put one into another.
    private const int DeepestNesting = 128;

    private readonly HashSet<string> underWay = [];
    private readonly List<IReadOnlyList<string>> looked = [];
    private int followed;
    private int depth;

    /// <summary>The configuration without references.</summary>
    public HoconMap Resolve() => Resolve(root);

    /// <summary>
    /// The configuration without references, but for those that lead to some paths, directly or over others: with other values there it gives
    /// what the whole one would give with them.
    /// </summary>
    /// <param name="varying">The paths.</param>
    public HoconMap ResolveAllBut(IReadOnlyList<IReadOnlyList<string>> varying) => (HoconMap)ResolveAllBut(root, varying)!;

    private HoconNode? ResolveAllBut(HoconNode node, IReadOnlyList<IReadOnlyList<string>> varying)
    {
        switch (node)
        {
            case HoconMap map:
                var resolved = new HoconMap(map.Origin);
                foreach (var (key, value) in map.Items)
                {
                    if (ResolveAllBut(value, varying) is { } present)
                    {
                        resolved.Set([key], present);
                    }
                }

                return resolved;
            case HoconList list:
                return list with { Items = [.. list.Items.Select(item => ResolveAllBut(item, varying)).OfType<HoconNode>()], Appends = false };
            case HoconReference reference when LeadsTo(reference, varying):
                return Follow(reference) is not null ? reference with { Previous = null } : reference.Previous is { } before ? ResolveAllBut(before, varying) : null;
            case HoconJoin join when LeadsTo(join, varying):
                return join with { Parts = [.. join.Parts.Select(part => ResolveAllBut(part, varying)).OfType<HoconNode>()] };
            default:
                return Resolve(node);
        }
    }

    // By the paths that are looked up where it is resolved; a section that holds one of those counts, and what is within one.
    private bool LeadsTo(HoconNode node, IReadOnlyList<IReadOnlyList<string>> varying)
    {
        looked.Clear();
        followed = 0;
        Resolve(node);
        return looked.Exists(path => varying.Any(other => path.Zip(other).All(keys => keys.Item1 == keys.Item2)));
    }

    private HoconMap Resolve(HoconMap map)
    {
        var resolved = new HoconMap(map.Origin);
        foreach (var (key, value) in map.Items)
        {
            if (Resolve(value) is { } present)
            {
                resolved.Set([key], present);
            }
        }

        return resolved;
    }

    // Null: an optional reference to nothing.
    private HoconNode? Resolve(HoconNode node)
    {
        if (depth == DeepestNesting)
        {
            return Broken(node.Origin, $"References make keys and lists nest more than {DeepestNesting} deep.");
        }

        depth++;
        var resolved = ResolveKind(node);
        depth--;
        return resolved;
    }

    private HoconNode? ResolveKind(HoconNode node) => node switch
    {
        HoconMap map => Resolve(map),
        HoconList list => list with { Items = [.. list.Items.Select(Resolve).OfType<HoconNode>()], Appends = false },
        HoconReference reference => Resolve(reference),
        HoconJoin join => ResolveParts(join),
        _ => node,
    };

    // Where an optional reference names nothing, the value before it stands, which may be such a reference itself.
    private HoconNode? Resolve(HoconReference reference)
    {
        HoconNode? node = reference;
        while (node is HoconReference candidate)
        {
            if (Follow(candidate) is { } found)
            {
                return found.At(candidate.Origin);
            }

            node = candidate.Previous;
        }

        return node is null ? null : Resolve(node);
    }

    // Null: an optional reference to nothing.
    private HoconNode? Follow(HoconReference reference)
    {
        var name = string.Join('.', reference.Path);
        if (!underWay.Add(name))
        {
            return Broken(reference.Origin, $"${{{name}}} refers to itself, directly or in a circle.");
        }

        try
        {
            if (++followed > MostReferences || underWay.Count > LongestChain)
            {
                return Broken(reference.Origin, $"${{{name}}} leads through too many references: at most {LongestChain} after each other, {MostReferences} in all.");
            }

            looked.Add(reference.Path);
            var found = Lookup(reference.Path);
            return found is not null || reference.IsOptional
                ? found
                : Broken(reference.Origin, $"${{{name}}} is neither a path of this configuration nor an environment variable. Write ${{?{name}}} if it may be missing.");
        }
        finally
        {
            underWay.Remove(name);
        }
    }

    private HoconNode? Lookup(IReadOnlyList<string> path)
    {
        HoconNode? node = root;
        foreach (var key in path)
        {
            var section = node is HoconReference or HoconJoin ? Resolve(node) : node;
            node = (section as HoconMap)?.Find(key);
        }

        if (node is not null)
        {
            return Resolve(node);
        }

        return environment.TryGetValue(string.Join('.', path), out var variable)
            ? new HoconText(new HoconOrigin("environment"), variable, IsQuoted: true)
            : null;
    }

    private HoconNode? ResolveParts(HoconJoin join)
    {
        var parts = join.Parts.Select(Resolve).OfType<HoconNode>().ToList();
        if (parts.Exists(part => part is HoconBroken) || parts.Count == 0)
        {
            return parts.Count == 0 ? null : new HoconBroken(join.Origin);
        }

        try
        {
            return parts.OfType<HoconText>().Sum(part => (long)part.Value.Length) <= LongestText
                ? HoconJoining.Join(join.Origin, parts)
                : Broken(join.Origin, $"The references make a text of more than {LongestText} characters.");
        }
        catch (HoconSyntaxException fault)
        {
            return Broken(join.Origin, fault.Message);
        }
    }

    private HoconBroken Broken(HoconOrigin origin, string message)
    {
        report(origin, message);
        return new HoconBroken(origin);
    }
}
