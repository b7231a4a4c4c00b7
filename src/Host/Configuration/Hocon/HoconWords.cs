namespace ActorLstm.Host.Configuration.Hocon;

/// <summary>The words of HOCON: paths, references and texts without quotes.</summary>
internal static class HoconWords
{
    private const int LongestPath = 64;

    /// <summary>Reads the path of a key: <c>a.b."c.d"</c>. Blanks may stand inside a key and around it.</summary>
    public static IReadOnlyList<string> TakePath(HoconCursor text)
    {
        var start = text.Here;
        var path = new List<string> { TakeKey(text) };
        if (path is ["include"] && text.Current is '"')
        {
            throw text.Fault("include is not supported: write the settings into this file, or give them with --set.", start);
        }

        while (text.Current == '.')
        {
            text.Take();
            path.Add(TakeKey(text));
        }

        return path.Count <= LongestPath ? path : throw text.Fault($"The path has more than {LongestPath} keys.", start);
    }

    /// <summary>Reads <c>${path}</c> or <c>${?path}</c>.</summary>
    public static HoconReference TakeReference(HoconCursor text)
    {
        var start = text.Here;
        text.Take();
        if (text.Take() != '{')
        {
            throw text.Fault("A $ begins a reference, ${path}: put quotes around a text that holds a $.", start);
        }

        var isOptional = text.TryTake("?");
        var path = TakePath(text);
        return text.Take() == '}' ? new HoconReference(start, path, isOptional) : throw text.Fault("The reference ${ is not closed: write ${path}.", start);
    }

    /// <summary>Reads a text without quotes up to the next blank or bracket.</summary>
    public static string TakePlain(HoconCursor text)
    {
        var start = text.Position;
        while (!IsEnd(text) && text.Current is not ('"' or '$' or '{' or '['))
        {
            if (text.Current is '=' or '#' or '\\' || (text.Current == ':' && (text.Position == start || IsBlank(text.Ahead(1)))))
            {
                throw text.Fault(
                    $"The value holds {text.Found()}, which needs quotes around the text" + (text.Current == '\\' ? " and another \\ before it." : ".")
                    + (text.Current is '=' or ':' ? " Or is the line end or comma before the next key missing?" : ""));
            }

            if (text.Take() == ':' && text.Current == '/' && text.Ahead(1) == '/')
            {
                throw text.Fault("The // of an address begins a comment: put quotes around the address.");
            }
        }

        return text.Since(start);
    }

    private static string TakeKey(HoconCursor text)
    {
        text.TakeBlanks();
        string key;
        if (text.Current == '"')
        {
            key = HoconQuotes.Take(text);
        }
        else
        {
            var start = text.Position;
            while (text.Current is not (HoconCursor.End or '\n' or '.' or '=' or ':' or '{' or '}' or '[' or ']' or ',' or '"' or '$' or '\\') && !text.IsAt("+=") && !text.AtComment)
            {
                text.Take();
            }

            key = text.Since(start).TrimEnd();
            if (key.Length == 0)
            {
                throw text.Fault($"A key is missing before {text.Found()}.");
            }
        }

        text.TakeBlanks();
        return key;
    }

    private static bool IsEnd(HoconCursor text) => IsBlank(text.Current) || text.Current is ',' or '}' or ']' || text.AtComment;

    private static bool IsBlank(char character) => character == HoconCursor.End || char.IsWhiteSpace(character);
}
