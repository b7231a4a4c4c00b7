using System.Globalization;
using System.Text;

namespace ActorLstm.Host.Configuration.Hocon;

/// <summary>A place in a HOCON text that moves on and knows its line.</summary>
/// <param name="content">The text, its line ends <c>\n</c>.</param>
/// <param name="origin">Where the text comes from; lines are counted only where it has them.</param>
/// <param name="hasComments">Whether <c>#</c> and <c>//</c> begin comments.</param>
internal sealed class HoconCursor(string content, HoconOrigin origin, bool hasComments)
{
    /// <summary>What <see cref="Current"/> is after the last character.</summary>
    public const char End = '\0';

    private int position;
    private int line = origin.Line ?? 1;

    /// <summary>The next character.</summary>
    public char Current => Ahead(0);

    /// <summary>Where the next character stands.</summary>
    public HoconOrigin Here => origin.Line is null ? origin : origin with { Line = line };

    /// <summary>Whether a comment begins here.</summary>
    public bool AtComment => hasComments && (Current == '#' || (Current == '/' && Ahead(1) == '/'));

    /// <summary>A character further on.</summary>
    public char Ahead(int offset) => position + offset < content.Length ? content[position + offset] : End;

    /// <summary>Whether this word comes next.</summary>
    public bool IsAt(string word) => content.AsSpan(position).StartsWith(word, StringComparison.Ordinal);

    /// <summary>Moves on.</summary>
    public char Take()
    {
        var taken = Current;
        position += taken == End ? 0 : 1;
        line += taken == '\n' ? 1 : 0;
        return taken;
    }

    /// <summary>Moves on if this word comes next.</summary>
    public bool TryTake(string word)
    {
        if (!IsAt(word))
        {
            return false;
        }

        position += word.Length;
        return true;
    }

    /// <summary>Skips blanks within the line.</summary>
    /// <returns>The blanks, which count between two words.</returns>
    public string TakeBlanks()
    {
        var start = position;
        while (Current != '\n' && char.IsWhiteSpace(Current))
        {
            Take();
        }

        return content[start..position];
    }

    /// <summary>Skips blanks, line ends and comments.</summary>
    public void SkipLines()
    {
        while (char.IsWhiteSpace(Current) || AtComment)
        {
            if (AtComment)
            {
                SkipComment();
            }
            else
            {
                Take();
            }
        }
    }

    /// <summary>The error at this place.</summary>
    public HoconSyntaxException Fault(string message, HoconOrigin? place = null) => new(place ?? Here, message);

    /// <summary>What stands here, for messages.</summary>
    public string Found() => Current switch
    {
        End => "the end",
        '\n' => "the end of the line",
        var other => $"'{other}'",
    };

    /// <summary>Reads a text in quotes, or in three of them.</summary>
    public string TakeQuoted()
    {
        var start = Here;
        var text = TryTake("\"\"\"") ? TakeTriple(start) : TakeSingle(start);
        return HasLoneSurrogate(text) ? throw Fault("The text has half of a surrogate pair, which is no character.", start) : text;
    }

    private void SkipComment()
    {
        while (Current is not ('\n' or End))
        {
            Take();
        }
    }

    // The text ends at the LAST three of a run of quotes, so that it may end with quotes itself.
    private string TakeTriple(HoconOrigin start)
    {
        var text = new StringBuilder();
        while (!IsAt("\"\"\"") || Ahead(3) == '"')
        {
            text.Append(Current == End ? throw Fault("The text that begins here with \"\"\" is not closed: close it with \"\"\".", start) : Take());
        }

        TryTake("\"\"\"");
        return text.ToString();
    }

    private string TakeSingle(HoconOrigin start)
    {
        var text = new StringBuilder();
        Take();
        while (Current != '"')
        {
            if (Current is '\n' or End)
            {
                throw Fault("The text that begins here with \" is not closed in its line: close it with \", or use \"\"\" for a text of several lines.", start);
            }

            text.Append(Current == '\\' ? TakeEscape() : Take());
        }

        Take();
        return text.ToString();
    }

    private char TakeEscape()
    {
        Take();
        var escape = Take();
        return escape switch
        {
            '"' or '\\' or '/' => escape,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => TakeUnicode(),
            _ => throw Fault($"\\{escape} is no escape: \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits are. Write \\\\ for a backslash."),
        };
    }

    private char TakeUnicode()
    {
        var digits = content.AsSpan(position, Math.Min(4, content.Length - position));
        if (digits.Length < 4 || !ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            throw Fault("\\u wants four hexadecimal digits, for instance \\u00e9.");
        }

        position += 4;
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
