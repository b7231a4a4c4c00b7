namespace ActorLstm.Host.Configuration;

/// <summary>A range of finite numbers.</summary>
/// <param name="Low">The least number.</param>
/// <param name="High">The greatest number; infinity for no limit.</param>
/// <param name="HasLow">Whether <paramref name="Low"/> itself belongs to it.</param>
/// <param name="HasHigh">Whether <paramref name="High"/> itself belongs to it.</param>
internal sealed record NumberRange(double Low, double High = double.PositiveInfinity, bool HasLow = true, bool HasHigh = true)
{
    /// <summary>From 0 to below 1: shares, and factors of forgetting.</summary>
    public static NumberRange BelowOne { get; } = new(0, 1, HasHigh: false);

    /// <summary>0 and everything above it.</summary>
    public static NumberRange NotNegative { get; } = new(0);

    /// <summary>Whether a number is finite and within.</summary>
    public bool Contains(double number) =>
        double.IsFinite(number) && (HasLow ? number >= Low : number > Low) && (HasHigh ? number <= High : number < High);

    public override string ToString() => (HasLow, double.IsInfinity(High), HasHigh) switch
    {
        (true, true, _) => $"of at least {Low}",
        (false, true, _) => $"above {Low}",
        (true, _, true) => $"from {Low} to {High}",
        (true, _, false) => $"from {Low} to below {High}",
        (false, _, true) => $"above {Low} and at most {High}",
        _ => $"above {Low} and below {High}",
    };
}
