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
        Training = new WindowSet(ValidationStart, windows);
        if (corpus.ValidationFraction == 0)
        {
            return;
        }

        if (tail <= windows.MaxLength)
        {
            throw new InvalidInputException(
                $"The tail of the corpus is too short: corpus.validation-fraction = {corpus.ValidationFraction} leaves {tail} characters of {characters} for validation, "
                + $"and windows.maxlen = {windows.MaxLength} needs at least {windows.MaxLength + 1}. Use a larger fraction or a longer text.");
        }

        Validation = new WindowSet(tail, windows with { Step = corpus.ValidationStep });
    }

    /// <summary>The windows of the part that is trained on.</summary>
    public WindowSet Training { get; }

    /// <summary>The windows of the tail, counted from its beginning; null where there is none.</summary>
    public WindowSet? Validation { get; }

    /// <summary>The first character of the tail.</summary>
    public int ValidationStart { get; }
}
