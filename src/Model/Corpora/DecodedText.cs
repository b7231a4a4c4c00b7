namespace ActorLstm.Model.Corpora;

/// <summary>A decoded text with its line ends brought to <c>\n</c>.</summary>
/// <param name="Text">The text; empty where it is none.</param>
/// <param name="Encoding">The encoding that it was read in.</param>
/// <param name="LineEndings">The line ends that were found.</param>
/// <param name="Problems">What a reader of the text should know.</param>
public sealed record DecodedText(string Text, string Encoding, LineEndings LineEndings, IReadOnlyList<CorpusProblem> Problems);
