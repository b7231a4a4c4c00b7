namespace ActorLstm.Model.Devices;

/// <summary>Something that keeps the native libraries from loading.</summary>
/// <param name="What">What is wrong, and with which file: a sentence.</param>
/// <param name="Remedy">What to do about it: a sentence.</param>
public sealed record NativeProblem(string What, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString() => $"{What} {Remedy}";
}
