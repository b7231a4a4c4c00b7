namespace ActorLstm.Model.Corpora;

/// <summary>
/// The training windows of a text, as indices alone: window <c>i</c> covers the characters
/// <c>i * step .. i * step + maxlen - 1</c> and its target is the character after it. Nothing is copied out of the text,
/// so that the memory of a run grows with the corpus and not with windows times maxlen.
/// </summary>
public sealed class WindowSet
{
    /// <param name="characters">Characters of the text.</param>
    /// <param name="options">Length and step of the windows.</param>
    /// <exception cref="InvalidInputException">The text is too short for one window and its target.</exception>
    public WindowSet(int characters, WindowOptions options)
    {
        if (characters <= options.MaxLength)
        {
            throw new InvalidInputException(
                $"The corpus is too short: windows.maxlen = {options.MaxLength} needs at least {options.MaxLength + 1} characters "
                + $"(a window and the character after it), but the text has {characters}. Use a longer text or a smaller windows.maxlen.");
        }

        MaxLength = options.MaxLength;
        Step = options.Step;
        Count = (characters - MaxLength - 1) / Step + 1;
    }

    /// <summary>Characters of a window.</summary>
    public int MaxLength { get; }

    /// <summary>Characters between the starts of two windows.</summary>
    public int Step { get; }

    /// <summary>The number of windows: ceil((characters - maxlen) / step).</summary>
    public int Count { get; }

    /// <summary>Batches of an epoch; the last one may be partial and is trained as well.</summary>
    public int BatchesOf(int batchSize) => (Count + batchSize - 1) / batchSize;

    /// <summary>The first character of window <paramref name="window"/>.</summary>
    public int StartOf(int window) => window * Step;

    /// <summary>The character after window <paramref name="window"/>.</summary>
    public int TargetOf(int window) => StartOf(window) + MaxLength;
}
