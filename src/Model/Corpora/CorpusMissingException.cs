namespace ActorLstm.Model.Corpora;

/// <summary>There is no file where a corpus is said to be; the message says where was searched.</summary>
/// <param name="message">What is missing, and what to do.</param>
/// <param name="searched">The folders where a file with its hash was searched for.</param>
#pragma warning disable CA1032, RCS1194 // It is made in one place, and without the folders it would say little.
public sealed class CorpusMissingException(string message, IReadOnlyList<string> searched) : InvalidInputException(message)
#pragma warning restore CA1032, RCS1194
{
    /// <summary>The folders where a file with its hash was searched for.</summary>
    public IReadOnlyList<string> Searched { get; } = searched;
}
