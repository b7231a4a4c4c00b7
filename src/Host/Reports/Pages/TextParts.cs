using ActorLstm.Model.Measures;

namespace ActorLstm.Host.Reports.Pages;

/// <summary>Finds invented words where they stand in a text.</summary>
internal static class TextParts
{
    /// <summary>Cuts a text at its invented words; the parts together are the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="invented">The words, as <see cref="TextMeasures.InventedWords"/> has them.</param>
    public static IReadOnlyList<TextPart> Of(string text, IReadOnlyList<string> invented)
    {
        var unknown = invented.ToHashSet(Word.Comparer);
        var parts = new List<TextPart>();
        var end = 0;
        foreach (var word in Word.In(text.EnumerateRunes()).Where(word => !word.Cut && unknown.Contains(word.Text)))
        {
            Add(text[end..word.Start], isInvented: false);
            Add(word.Text, isInvented: true);
            end = word.Start + word.Text.Length;
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
}
