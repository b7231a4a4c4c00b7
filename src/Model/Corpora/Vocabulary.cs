using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace ActorLstm.Model.Corpora;

/// <summary>
/// The alphabet of a corpus: its distinct characters in ordinal order. A character is a Unicode scalar value, never half
/// of a surrogate pair; its index is its place in that order, from 0 to <see cref="Count"/> - 1.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>Indices are stored as 16-bit numbers.</summary>
    public const int MaximumCount = ushort.MaxValue + 1;

    private readonly Rune[] characters;
    private readonly FrozenDictionary<Rune, ushort> indices;

    private Vocabulary(Rune[] characters)
    {
        if (characters.Length > MaximumCount)
        {
            throw new InvalidInputException(
                $"The text has {characters.Length} distinct characters, more than the {MaximumCount} that an alphabet can hold. "
                + "Is it really text, and is corpus.encoding right?");
        }

        this.characters = characters;
        indices = characters.Select((rune, index) => KeyValuePair.Create(rune, (ushort)index)).ToFrozenDictionary();
    }

    /// <summary>The number of characters.</summary>
    public int Count => characters.Length;

    /// <summary>The characters in their order.</summary>
    public IReadOnlyList<Rune> Characters => characters;

    /// <summary>The distinct characters of a text, in ordinal order.</summary>
    public static Vocabulary Of(string text) => new([.. text.EnumerateRunes().ToHashSet().Order()]);

    /// <summary>The alphabet that was stored as <see cref="ToString"/>; its order is kept.</summary>
    /// <exception cref="InvalidInputException">A character stands there twice, or the order is not ordinal.</exception>
    public static Vocabulary Stored(string alphabet)
    {
        Rune[] stored = [.. alphabet.EnumerateRunes()];
        for (var i = 1; i < stored.Length; i++)
        {
            if (stored[i - 1] >= stored[i])
            {
                throw new InvalidInputException(
                    $"The stored alphabet is damaged: {Describe(stored[i])} follows {Describe(stored[i - 1])}, but the order must be ordinal.");
            }
        }

        return new Vocabulary(stored);
    }

    /// <summary>Whether the alphabet has this character, and its index.</summary>
    public bool TryIndexOf(Rune character, out ushort index) => indices.TryGetValue(character, out index);

    /// <summary>The indices of a text whose every character is known.</summary>
    /// <exception cref="InvalidInputException">The first unknown character and its position.</exception>
    public ushort[] Encode(string text)
    {
        var encoded = new List<ushort>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            encoded.Add(indices.TryGetValue(rune, out var index) ? index : throw Unknown(rune, encoded.Count));
        }

        return [.. encoded];
    }

    /// <summary>The text of these indices.</summary>
    public string Decode(ReadOnlySpan<ushort> encoded)
    {
        var text = new StringBuilder(encoded.Length);
        Span<char> units = stackalloc char[2];
        foreach (var index in encoded)
        {
            text.Append(units[..characters[index].EncodeToUtf16(units)]);
        }

        return text.ToString();
    }

    /// <summary>Refuses an alphabet that differs from this one, which the checkpoint was trained with.</summary>
    /// <exception cref="InvalidInputException">The difference, character by character.</exception>
    public void RequireSame(Vocabulary other)
    {
        if (characters.AsSpan().SequenceEqual(other.characters))
        {
            return;
        }

        var missing = characters.Except(other.characters).Select(Describe);
        var added = other.characters.Except(characters).Select(Describe);
        throw new InvalidInputException(
            $"The alphabets differ: the checkpoint was trained with {Count} characters, the corpus has {other.Count}."
            + $" Only in the checkpoint: {Listed(missing)}. Only in the corpus: {Listed(added)}."
            + " Use the corpus that the checkpoint was trained on.");
    }

    /// <summary>All characters as one text, in their order.</summary>
    public override string ToString() => string.Concat(characters);

    /// <summary>A character as it is named in messages, for instance <c>'é' (U+00E9)</c>.</summary>
    public static string Describe(Rune rune) => IsLegible(rune) ? $"'{rune}' ({CodeOf(rune)})" : CodeOf(rune);

    /// <summary>The number of a character, for instance <c>U+00E9</c>.</summary>
    public static string CodeOf(Rune rune) => $"U+{rune.Value:X4}";

    /// <summary>Whether a character can be read where it stands among others: it shows, and neither breaks, reorders nor changes what is beside it.</summary>
    public static bool IsLegible(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    internal static InvalidInputException Unknown(Rune rune, int position) => new(
        $"The character {Describe(rune)} at position {position} is not in the alphabet of the corpus. "
        + "Leave it out, or set corpus.unknown-characters to skip or replace.");

    private static string Listed(IEnumerable<string> names)
    {
        var listed = string.Join(", ", names);
        return listed.Length == 0 ? "none" : listed;
    }
}
