using System.Globalization;
using System.Text;

namespace ActorLstm.Model.Measures;

/// <summary>
/// A word of a text: letters, and single apostrophes and hyphens between two of them, so that <c>man's</c> and <c>self-consciousness</c> are one word,
/// <c>woman--what</c> two, and quotation marks none. Combining marks are letters, digits are not. A script without spaces gives whole
/// clauses. Words that differ in the case of letters alone are the same word (<see cref="Comparer"/>).
/// </summary>
/// <param name="Text">Its characters, as they stand there.</param>
/// <param name="Start">Where it begins in the text, in UTF-16 code units.</param>
/// <param name="Cut">Whether the text begins or ends with it, or with an apostrophe or a hyphen beside it, so that it may be a part of a longer word.</param>
public readonly record struct Word(string Text, int Start, bool Cut)
{
    /// <summary>When words are the same, in every culture.</summary>
    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>The words of a text in their order.</summary>
    public static IEnumerable<Word> In(IEnumerable<Rune> text)
    {
        var word = new StringBuilder();
        Rune? joiner = null;
        var cut = true;
        var (place, start) = (0, 0);
        foreach (var character in text)
        {
            if (IsLetter(character))
            {
                if (joiner is { } inside && word.Length > 0)
                {
                    Append(word, inside);
                }

                start = word.Length == 0 ? place : start;
                Append(word, character);
                joiner = null;
            }
            else if (IsJoiner(character) && joiner is null && (word.Length > 0 || cut))
            {
                joiner = character;
            }
            else
            {
                if (word.Length > 0)
                {
                    yield return new Word(word.ToString(), start, cut);
                }

                word.Clear();
                joiner = null;
                cut = false;
            }

            place += character.Utf16SequenceLength;
        }

        if (word.Length > 0)
        {
            yield return new Word(word.ToString(), start, Cut: true);
        }
    }

    // StringBuilder would take a Rune for any object, and put each character of a corpus on the heap.
    private static void Append(StringBuilder word, Rune character)
    {
        Span<char> units = stackalloc char[2];
        word.Append(units[..character.EncodeToUtf16(units)]);
    }

    private static bool IsLetter(Rune character) => Rune.IsLetter(character)
        || Rune.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsJoiner(Rune character) => character.Value is '\'' or '\u2019' or '-' or '\u2010' or '\u2011';
}
