namespace ActorLstm.Model.Corpora;

/// <summary>A known corpus is not on this machine and could not be downloaded; the message says where was searched.</summary>
/// <param name="message">What is missing, and what to do.</param>
/// <param name="innerException">Why it could not be downloaded.</param>
#pragma warning disable CA1032, RCS1194 // It is made in one place, and without the folders it would say little.
public sealed class CorpusAwayException(string message, Exception innerException) : InvalidInputException(message, innerException);
#pragma warning restore CA1032, RCS1194
