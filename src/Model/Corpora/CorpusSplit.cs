namespace ActorLstm.Model.Corpora;

/// <summary>
/// The part of a text that is trained on, and the tail of it that is not: how well the network predicts that one tells what it has
/// learnt and not what it knows by heart.
/// </summary>
public sealed class CorpusSplit
{
    /// <param name="characters">Characters of the text.</param>
    /// <param name="corpus">How large the tail is, and how densely it is looked at.</param>
    /// <param name="windows">How both parts are cut.</param>
    /// <exception cref="InvalidInputException">A part is too short for one window and its target.</exception>
    public CorpusSplit(int characters, CorpusOptions corpus, WindowOptions windows)
    {
        var tail = (int)(characters * corpus.ValidationFraction);
        ValidationStart = characters - tail;
        if (corpus.ValidationFraction > 0 && Math.Min(tail, ValidationStart) <= windows.MaxLength)
        {
            throw TooShort(characters, tail, corpus.ValidationFraction, windows.MaxLength);
        }

        Training = new WindowSet(ValidationStart, windows);
        Validation = corpus.ValidationFraction > 0 ? new WindowSet(tail, windows with { Step = corpus.ValidationStep }) : null;
    }

    /// <summary>The windows of the part that is trained on.</summary>
    public WindowSet Training { get; }

    /// <summary>The windows of the tail, counted from its beginning; null where there is none.</summary>
    public WindowSet? Validation { get; }

    /// <summary>The first character of the tail.</summary>
    public int ValidationStart { get; }

    private static InvalidInputException TooShort(int characters, int tail, double fraction, int maxLength)
    {
        var least = maxLength + 1;
        var (from, to) = (Math.Ceiling(1000.0 * least / characters) / 1000, Math.Floor(1000.0 * (characters - least) / characters) / 1000);
        var advice = from <= to && from < 1
            ? $"Set corpus.validation-fraction between {from} and {to}, use a smaller windows.maxlen, or a longer text."
            : $"The text needs at least {2L * least} characters to be split: use a longer text, a smaller windows.maxlen, or corpus.validation-fraction = 0 for no validation.";
        return new InvalidInputException(
            $"The corpus is too short for its split: corpus.validation-fraction = {fraction} leaves {characters - tail} of its {characters} characters for training and {tail} for validation. "
            + $"windows.maxlen = {maxLength} needs at least {least} characters in each (a window and the character after it). {advice}");
    }
}
