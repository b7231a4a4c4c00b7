using System.Collections.Immutable;

namespace ActorLstm.Actors.Batches;

/// <summary>A run of a batch, as the batch's events tell it.</summary>
/// <param name="Member">What it is.</param>
/// <param name="Bracket">With which others it competes: those that were added together.</param>
public sealed record MemberState(BatchMember Member, int Bracket)
{
    /// <summary>What is to become of it next.</summary>
    public MemberStage Stage { get; init; } = MemberStage.Due;

    /// <summary>The run's id; null before it began.</summary>
    public string? RunId { get; init; }

    /// <summary>The comparison that it trains for, or has come to; from 0.</summary>
    public int Rung { get; init; }

    /// <summary>Its losses at the comparisons, nats a character, by the epochs that it had trained.</summary>
    public ImmutableSortedDictionary<int, double> Losses { get; init; } = ImmutableSortedDictionary<int, double>.Empty;

    /// <summary>Why it is stopped, where it is.</summary>
    public string? StopReason { get; init; }

    /// <summary>How often it was resumed after a failure.</summary>
    public int Attempts { get; init; }

    /// <summary>How it ended; null before.</summary>
    public MemberResult? Result { get; init; }

    /// <summary>Its number.</summary>
    public int Number => Member.Number;

    /// <summary>The epoch of its latest comparison; 0 before the first.</summary>
    public int LatestEpoch => Losses.Keys.LastOrDefault();

    /// <summary>The loss at its latest comparison; worse than any number where that is none.</summary>
    public double LatestLoss => LossAfter(LatestEpoch);

    /// <summary>The loss at the comparison after an epoch; worse than any number where it is none, or there was no comparison.</summary>
    public double LossAfter(int epoch) => Rankable(Losses.GetValueOrDefault(epoch, double.NaN));

    /// <summary>A loss to compare others with: what is no number is worse than any.</summary>
    public static double Rankable(double loss) => double.IsFinite(loss) ? loss : double.PositiveInfinity;
}

/// <summary>Where in the comparisons of a batch a run is.</summary>
/// <param name="Bracket">With which others it competes.</param>
/// <param name="Rung">The comparison that it trains for, or has come to.</param>
/// <param name="Stage">What is to become of it next.</param>
internal sealed record MemberPlace(int Bracket, int Rung, MemberStage Stage)
{
    /// <summary>That of a run.</summary>
    public static MemberPlace Of(MemberState member) => new(member.Bracket, member.Rung, member.Stage);
}

/// <summary>What is to become of a run of a batch next.</summary>
public enum MemberStage
{
    /// <summary>It is to train, up to its next comparison or to its end.</summary>
    Due,

    /// <summary>It stands still until the others have been compared with it.</summary>
    Held,

    /// <summary>It trains no further and is to end as completed.</summary>
    Stopped,

    /// <summary>It has ended.</summary>
    Ended,
}
