namespace ActorLstm.Host.Reports.Pages;

/// <summary>Finds invented words where they stand in a text.</summary>
internal static class TextParts
{
    /// <summary>Cuts a text at its invented words; the parts together are the text.</summary>
    public static IReadOnlyList<TextPart> Of(string text, IReadOnlyList<string> invented)
    {
        var places = invented.SelectMany(word => Places(text, word)).OrderBy(place => place.Start).ThenByDescending(place => place.Length);
        var parts = new List<TextPart>();
        var end = 0;
        foreach (var (start, length) in places)
        {
            if (start < end)
            {
                continue;
            }

            Add(text[end..start], isInvented: false);
            Add(text.Substring(start, length), isInvented: true);
            end = start + length;
        }

        Add(text[end..], isInvented: false);
        return parts;

        void Add(string part, bool isInvented)
        {
            if (part.Length > 0)
            {
                parts.Add(new TextPart(part, isInvented));
            }
        }
    }

    // A word that is a part of another is not that word.
    private static IEnumerable<(int Start, int Length)> Places(string text, string word)
    {
        for (var start = Next(0); start >= 0; start = Next(start + 1))
        {
            var end = start + word.Length;
            if ((start == 0 || !IsOfWord(text[start - 1])) && (end == text.Length || !IsOfWord(text[end])))
            {
                yield return (start, word.Length);
            }
        }

        int Next(int from) => word.Length == 0 ? -1 : text.IndexOf(word, from, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsOfWord(char character) => char.IsLetter(character) || char.IsSurrogate(character) || char.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.NonSpacingMark;
}
