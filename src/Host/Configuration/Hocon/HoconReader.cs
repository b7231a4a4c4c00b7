namespace ActorLstm.Host.Configuration.Hocon;

/// <summary>
/// Reads HOCON (and JSON, which is a part of it) strictly, and remembers where each value stood. Akka's own parser forgets
/// lines, takes a missing brace or quote for the end of the text, and never returns from a reference to itself. Beyond the
/// specification, a text without quotes may hold <c>? ! @ * &amp; + ^ `</c>, and a colon that no blank follows, as in
/// <c>cuda:0</c>. <c>include</c> is refused.
/// </summary>
internal static class HoconReader
{
    /// <summary>Reads a whole document: fields, with or without braces around them.</summary>
    /// <param name="content">The text.</param>
    /// <param name="source">The name of the text, for messages.</param>
    /// <exception cref="HoconSyntaxException">The text is not HOCON.</exception>
    public static HoconMap Parse(string content, string source)
    {
        var origin = new HoconOrigin(source, 1);
        return new HoconParser(new HoconCursor(Lines(content), origin, hasComments: true)).Document();
    }

    /// <summary>Reads a value alone, as an environment variable or an option gives it. It has no comments.</summary>
    /// <exception cref="HoconSyntaxException">The text is not a value of HOCON.</exception>
    public static HoconNode ParseValue(string content, HoconOrigin origin)
    {
        var cursor = new HoconCursor(Lines(content), origin, hasComments: false);
        cursor.SkipLines();
        var value = new HoconParser(cursor).Value();
        cursor.SkipLines();
        return cursor.Current == HoconCursor.End ? value : throw cursor.Fault($"{cursor.Found()} follows the value.");
    }

    /// <summary>Reads a path alone, as an option gives it.</summary>
    /// <exception cref="HoconSyntaxException">The text is not a path.</exception>
    public static IReadOnlyList<string> ParsePath(string content, HoconOrigin origin)
    {
        var cursor = new HoconCursor(content, origin, hasComments: false);
        var path = HoconWords.TakePath(cursor);
        return cursor.Current == HoconCursor.End ? path : throw cursor.Fault($"{cursor.Found()} cannot stand in a path.");
    }

    private static string Lines(string content) =>
        content.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').TrimStart('\uFEFF').Replace(HoconCursor.End, '\uFFFD');
}
