namespace ActorLstm.Model.Corpora;

/// <summary>How a corpus is searched for, and how much of it is read.</summary>
public sealed record CorpusSearch
{
    /// <summary>
    /// Whether a file that is missing is searched for by its hash. That reads up to a thousand files, so only what belongs to a recorded run asks for it.
    /// </summary>
    public bool FindsMoved { get; init; }

    /// <summary>The limit for what is read; null for that of the program alone.</summary>
    public CorpusLimit? Limit { get; init; }
}

/// <summary>The largest corpus that fits into the memory. A larger file is refused by its length, before it is read.</summary>
/// <param name="Bytes">Bytes of all its files together.</param>
/// <param name="Reason">Why no more are read and what to do, in words that follow "The corpus has so many MB, and".</param>
public sealed record CorpusLimit(long Bytes, string Reason);
