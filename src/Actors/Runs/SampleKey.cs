namespace ActorLstm.Actors.Runs;

/// <summary>Which sample of a run: there is one line for each key, however often its sampler had to begin again.</summary>
/// <param name="Epoch">The epoch that it was generated after, from 1.</param>
/// <param name="Temperature">Its temperature.</param>
/// <param name="Replica">Which of several at that temperature, from 0: those of the first seed text, then those of the second, and so on.</param>
public sealed record SampleKey(int Epoch, double Temperature, int Replica)
{
    /// <summary>By epoch, temperature and replica.</summary>
    public static IComparer<SampleKey> Order { get; } = Comparer<SampleKey>.Create((one, other) =>
        (one.Epoch, one.Temperature, one.Replica).CompareTo((other.Epoch, other.Temperature, other.Replica)));

    /// <inheritdoc/>
    public override string ToString() => $"epoch {Epoch}, temperature {Temperature}, replica {Replica}";
}
