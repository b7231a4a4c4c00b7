using System.Text;

namespace ActorLstm.Host.Configuration.Hocon;

/// <summary>Texts in quotes.</summary>
internal static class HoconQuotes
{
    /// <summary>Reads a text in quotes, or in three of them.</summary>
    public static string Take(HoconCursor cursor)
    {
        var start = cursor.Here;
        var text = cursor.TryTake("\"\"\"") ? TakeTriple(cursor, start) : TakeSingle(cursor, start);
        return HasLoneSurrogate(text) ? throw cursor.Fault("The text has half of a surrogate pair, which is no character.", start) : text;
    }

    // The text ends at the LAST three of a run of quotes, so that it may end with quotes itself.
    private static string TakeTriple(HoconCursor cursor, HoconOrigin start)
    {
        var text = new StringBuilder();
        while (!cursor.IsAt("\"\"\"") || cursor.Ahead(3) == '"')
        {
            text.Append(cursor.Current == HoconCursor.End ? throw cursor.Fault("The text that begins here with \"\"\" is not closed: close it with \"\"\".", start) : cursor.Take());
        }

        cursor.TryTake("\"\"\"");
        return text.ToString();
    }

    private static string TakeSingle(HoconCursor cursor, HoconOrigin start)
    {
        var text = new StringBuilder();
        cursor.Take();
        while (cursor.Current != '"')
        {
            if (cursor.Current is '\n' or HoconCursor.End)
            {
                throw cursor.Fault("The text that begins here with \" is not closed in its line: close it with \", or use \"\"\" for a text of several lines.", start);
            }

            text.Append(cursor.Current == '\\' ? TakeEscape(cursor) : cursor.Take());
        }

        cursor.Take();
        return text.ToString();
    }

    private static char TakeEscape(HoconCursor cursor)
    {
        cursor.Take();
        var escape = cursor.Take();
        return escape switch
        {
            '"' or '\\' or '/' => escape,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => TakeUnicode(cursor),
            _ => throw cursor.Fault($"\\{escape} is no escape: \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits are. Write \\\\ for a backslash."),
        };
    }

    private static char TakeUnicode(HoconCursor cursor)
    {
        var unit = 0;
        for (var i = 0; i < 4; i++)
        {
            unit = char.IsAsciiHexDigit(cursor.Current)
                ? unit * 16 + Convert.ToInt32(cursor.Take().ToString(), 16)
                : throw cursor.Fault("\\u wants four hexadecimal digits, for instance \\u00e9.");
        }

        return (char)unit;
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return true;
            }
        }

        return false;
    }
}
