namespace ActorLstm.Model.Corpora;

/// <summary>What a reader of a text should know.</summary>
/// <param name="Kind">What it means for training.</param>
/// <param name="Message">What was found and what can be done about it, to be read after the name of the file.</param>
public sealed record CorpusProblem(ProblemKind Kind, string Message);

/// <summary>What a problem of a text means for training.</summary>
public enum ProblemKind
{
    /// <summary>Something was changed, as it is for every text.</summary>
    Changed,

    /// <summary>The text can be trained on, and may not be what was meant.</summary>
    Doubtful,

    /// <summary>It is not text: nothing can be trained on it.</summary>
    NotText,
}
