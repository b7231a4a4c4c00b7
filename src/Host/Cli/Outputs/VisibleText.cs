using System.Globalization;
using System.Text;

namespace ActorLstm.Host.Cli.Outputs;

/// <summary>
/// Text for people. A terminal obeys control characters, and some others reorder, break or hide the text around them: these are written as escapes
/// that JSON and HOCON read back, such as <c>\u001b</c>.
/// </summary>
internal static class VisibleText
{
    /// <summary>The text with its line breaks and tabs, everything else visible.</summary>
    public static string Of(string text) => Of(text, isOneLine: false);

    /// <summary>The text on one line: line breaks and tabs are escapes too.</summary>
    public static string OneLine(string text) => Of(text, isOneLine: true);

    /// <summary>Whether a character shows itself, and nothing else happens.</summary>
    public static bool IsVisible(Rune character) => Rune.GetUnicodeCategory(character) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Format => character.Value is 0x00AD or 0x200C or 0x200D, // They hyphenate, and join letters and pictures.
        _ => true,
    };

    private static string Of(string text, bool isOneLine)
    {
        StringBuilder? visible = null;
        for (var index = 0; index < text.Length;)
        {
            var isWhole = Rune.TryGetRuneAt(text, index, out var character);
            var length = isWhole ? character.Utf16SequenceLength : 1;
            var stays = isWhole && (IsVisible(character) || (!isOneLine && text[index] is '\n' or '\t'));
            if (!stays)
            {
                visible ??= new StringBuilder(text, 0, index, text.Length + 16);
            }

            if (stays)
            {
                visible?.Append(text, index, length);
            }
            else
            {
                Escape(visible!, text.AsSpan(index, length));
            }

            index += length;
        }

        return visible?.ToString() ?? text;
    }

    private static void Escape(StringBuilder visible, ReadOnlySpan<char> character)
    {
        foreach (var unit in character)
        {
            visible.Append(unit switch
            {
                '\n' => "\\n",
                '\t' => "\\t",
                _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"),
            });
        }
    }
}
