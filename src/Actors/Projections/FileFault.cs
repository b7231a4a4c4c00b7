namespace ActorLstm.Actors.Projections;

/// <summary>A file of a run that is not as it was written.</summary>
/// <param name="File">Its name.</param>
/// <param name="What">What is wrong, for instance <c>is missing</c>.</param>
public sealed record FileFault(string File, string What)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File} {What}";
}
