namespace ActorLstm.Host.Bench;

/// <summary>A figure of the program beside what it is compared with, measured by turns in one run.</summary>
/// <param name="Id">A short name that stays.</param>
/// <param name="Figure">What is measured, for people.</param>
/// <param name="ReferenceName">What it is compared with.</param>
/// <param name="Unit">The unit of both.</param>
/// <param name="Reference">The reference's median.</param>
/// <param name="Measured">The program's median.</param>
/// <param name="Ratio">What counts: measured / reference, the reverse where more is better, or the measured figure itself.</param>
/// <param name="Must">What <paramref name="Ratio"/> has to be.</param>
/// <param name="Goal">What it should be.</param>
/// <param name="Spread">The interquartile range of the ratio; 0 where it was measured once.</param>
/// <param name="Note">What a reader has to know; null for nothing.</param>
internal sealed record BenchRow(
    string Id, string Figure, string ReferenceName, string Unit, double Reference, double Measured, double Ratio, Bound Must, Bound Goal, double Spread, string? Note = null)
{
    /// <summary>Whether it is as it has to be.</summary>
    public bool MustMet => Must.IsMetBy(Ratio);

    /// <summary>Whether it is as it should be.</summary>
    public bool GoalMet => Goal.IsMetBy(Ratio);
}

/// <summary>What a figure has to keep to.</summary>
/// <param name="Value">The limit.</param>
/// <param name="Unit">The unit, as it is written after the number.</param>
/// <param name="IsMost">Whether it is the most and not the least.</param>
internal readonly record struct Bound(double Value, string Unit, bool IsMost)
{
    /// <summary>A figure that may be at most this.</summary>
    public static Bound Most(double value, string unit) => new(value, unit, IsMost: true);

    /// <summary>A figure that is at least this.</summary>
    public static Bound Least(double value, string unit) => new(value, unit, IsMost: false);

    /// <summary>Whether a figure keeps to it.</summary>
    public bool IsMetBy(double figure) => IsMost ? figure <= Value : figure >= Value;

    /// <summary>A figure in this unit.</summary>
    public string Of(double figure) => Unit switch
    {
        "%" => $"{100 * figure:F0} %",
        "x" => $"{figure:0.###} x",
        _ => $"{figure:#,0.##} {Unit}",
    };

    /// <inheritdoc/>
    public override string ToString() => $"{(IsMost ? "<=" : ">=")} {Of(Value)}";
}
