namespace ActorLstm.Host.Configuration.Hocon;

/// <summary>Puts the parts of a value together: texts to a text, lists to a list, sections to a section.</summary>
internal static class HoconJoining
{
    /// <summary>The value that the parts make.</summary>
    /// <param name="origin">The place of the first.</param>
    /// <param name="parts">At least one; blanks between two words are parts of their own.</param>
    /// <exception cref="HoconSyntaxException">They do not fit together.</exception>
    public static HoconNode Join(HoconOrigin origin, IReadOnlyList<HoconNode> parts)
    {
        if (parts is [var only])
        {
            return only;
        }

        if (parts.Any(part => part is HoconReference or HoconJoin))
        {
            return new HoconJoin(origin, parts);
        }

        if (parts.All(part => part is HoconText))
        {
            var hasQuotes = parts.Any(part => part is HoconText { IsQuoted: true });
            return new HoconText(origin, string.Concat(parts.Cast<HoconText>().Select(part => part.Value)), hasQuotes) { IsMixed = hasQuotes };
        }

        var solid = parts.Where(part => part is not HoconText { IsQuoted: false } text || !string.IsNullOrWhiteSpace(text.Value)).ToList();
        if (solid.All(part => part is HoconMap))
        {
            return solid.Cast<HoconMap>().Aggregate(new HoconMap(origin), (all, map) =>
            {
                all.Merge(map);
                return all;
            });
        }

        return solid.All(part => part is HoconList)
            ? new HoconList(origin, [.. solid.Cast<HoconList>().SelectMany(list => list.Items)])
            : throw new HoconSyntaxException(origin, "The value puts text, a list or a section side by side: only values of one kind can follow each other. Is a line end or comma missing?");
    }
}
