namespace ActorLstm.Host.Configuration.Hocon;

/// <summary>Reads the structure of a text: sections, lists and values.</summary>
/// <param name="text">The text, at its beginning.</param>
internal sealed class HoconParser(HoconCursor text)
{
    // Deep enough for every file that a person writes, and too shallow to use up the stack.
    private const int DeepestNesting = 64;

    private int depth;

    /// <summary>Reads everything: fields, with or without braces around them.</summary>
    public HoconMap Document()
    {
        var origin = text.Here;
        text.SkipLines();
        if (text.Current == '[')
        {
            throw text.Fault("A list cannot stand at the top of a configuration: begin with actorlstm { ... }.");
        }

        var map = new HoconMap(origin);
        if (text.Current == '{')
        {
            var open = text.Here;
            text.Take();
            Fields(map, open);
            text.SkipLines();
        }
        else
        {
            Fields(map, null);
        }

        return text.Current == HoconCursor.End ? map : throw text.Fault($"{text.Found()} follows the brace that closes the configuration.");
    }

    /// <summary>Reads a value, up to the end of its line, a comma or a closing bracket.</summary>
    public HoconNode Value()
    {
        var start = text.Here;
        var parts = new List<HoconNode>();
        var blanks = "";
        while (text.Current is not (HoconCursor.End or '\n' or ',' or '}' or ']') && !text.AtComment)
        {
            if (blanks.Length > 0 && parts.Count > 0)
            {
                parts.Add(new HoconText(start, blanks, IsQuoted: false));
            }

            parts.Add(Part());
            blanks = text.TakeBlanks();
        }

        return parts.Count > 0 ? HoconJoining.Join(start, parts) : throw text.Fault($"A value is missing before {text.Found()}. An empty text is written \"\".");
    }

    private void Fields(HoconMap map, HoconOrigin? open)
    {
        while (NextItem(map.Items.Count > 0, '}', open, "{"))
        {
            var start = text.Here;
            var path = HoconWords.TakePath(text);
            text.TakeBlanks();
            var appends = text.TryTake("+=");
            if (!appends && text.Current is '=' or ':')
            {
                text.Take();
            }
            else if (!appends)
            {
                text.SkipLines();
                if (text.Current != '{')
                {
                    throw text.Fault(
                        $"After the key {HoconPath.Format(path)} comes {text.Found()}, but a = or {{ is wanted."
                        + (path is [[>= '0' and <= '9', ..], ..] ? " A number has a point for its fraction (0.5), never a comma." : ""), start);
                }
            }

            text.SkipLines();
            Deepen(path.Count, start);
            var value = Value().At(start);
            depth -= path.Count;
            map.Add(path, appends ? Appended(value) : value);
        }
    }

    private void Deepen(int levels, HoconOrigin place)
    {
        depth += levels;
        if (depth > DeepestNesting)
        {
            throw text.Fault($"Keys and lists are nested more than {DeepestNesting} deep.", place);
        }
    }

    private static HoconList Appended(HoconNode value) => new(value.Origin, value is HoconList list ? list.Items : [value], Appends: true);

    private List<HoconNode> Items(HoconOrigin open)
    {
        var items = new List<HoconNode>();
        while (NextItem(items.Count > 0, ']', open, "["))
        {
            items.Add(Value());
        }

        return items;
    }

    // Moves past what separates two items: line ends, or one comma.
    private bool NextItem(bool hasItems, char close, HoconOrigin? open, string bracket)
    {
        text.SkipLines();
        if (text.Current == ',')
        {
            var comma = text.Here;
            text.Take();
            text.SkipLines();
            if (!hasItems || text.Current == ',')
            {
                throw text.Fault("Nothing stands before this comma: remove it.", comma);
            }
        }

        if (text.Current == HoconCursor.End)
        {
            return open is null ? false : throw text.Fault($"The {bracket} that opens here is not closed.", open);
        }

        if (text.Current == close && open is not null)
        {
            text.Take();
            return false;
        }

        return text.Current is '}' or ']' ? throw text.Fault($"Nothing is open that this {text.Current} could close: remove it.") : true;
    }

    private HoconNode Part()
    {
        var start = text.Here;
        switch (text.Current)
        {
            case '{':
                text.Take();
                var map = new HoconMap(start);
                Fields(map, start);
                return map;
            case '[':
                text.Take();
                Deepen(1, start);
                var items = Items(start);
                depth--;
                return new HoconList(start, items);
            case '"':
                return new HoconText(start, HoconQuotes.Take(text), IsQuoted: true);
            case '$':
                return HoconWords.TakeReference(text);
            default:
                return new HoconText(start, HoconWords.TakePlain(text), IsQuoted: false);
        }
    }
}
