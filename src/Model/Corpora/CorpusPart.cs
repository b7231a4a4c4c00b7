namespace ActorLstm.Model.Corpora;

/// <summary>One file of a corpus as it was read.</summary>
/// <param name="File">The file.</param>
/// <param name="Encoding">The encoding that it was read in.</param>
/// <param name="LineEndings">The line ends that were found in it.</param>
/// <param name="Problems">What a reader of it should know.</param>
public sealed record CorpusPart(CorpusFile File, string Encoding, LineEndings LineEndings, IReadOnlyList<CorpusProblem> Problems);
