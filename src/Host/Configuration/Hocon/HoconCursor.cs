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
    private HoconOrigin? here;

    /// <summary>The next character.</summary>
    public char Current => Ahead(0);

    /// <summary>Where the next character stands.</summary>
    public HoconOrigin Here => origin.Line is null ? origin : here?.Line == line ? here : here = origin with { Line = line };

    /// <summary>How many characters lie behind.</summary>
    public int Position => position;

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

    /// <summary>The characters from a position up to here.</summary>
    public string Since(int start) => content[start..position];

    /// <summary>Skips blanks within the line.</summary>
    /// <returns>The blanks, which count between two words.</returns>
    public string TakeBlanks()
    {
        var start = position;
        while (Current != '\n' && char.IsWhiteSpace(Current))
        {
            Take();
        }

        return Since(start);
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

    private void SkipComment()
    {
        while (Current is not ('\n' or End))
        {
            Take();
        }
    }
}
