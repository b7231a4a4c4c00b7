using ActorLstm.Model.Corpora;

namespace ActorLstm.Model.Kernels;

/// <summary>Windows to train on, and the characters that follow. It is filled again for every batch.</summary>
/// <param name="capacity">The most windows.</param>
/// <param name="length">T, characters of a window.</param>
/// <param name="targets">Whether the character after the last or after every position is predicted.</param>
public sealed class Batch(int capacity, int length, Targets targets)
{
    private readonly ushort[] inputs = new ushort[capacity * length];
    private readonly ushort[] next = new ushort[capacity * (targets == Targets.Every ? length : 1)];

    /// <summary>The most windows.</summary>
    public int Capacity => capacity;

    /// <summary>T, characters of a window.</summary>
    public int Length => length;

    /// <summary>B, windows.</summary>
    public int Count { get; private set; }

    /// <summary>P, characters of a window that are predicted: 1 or T.</summary>
    public int Predictions { get; } = targets == Targets.Every ? length : 1;

    /// <summary>The characters, [B, T].</summary>
    public ReadOnlySpan<ushort> Inputs => inputs.AsSpan(0, Count * Length);

    /// <summary>The characters to predict, [B, P].</summary>
    public ReadOnlySpan<ushort> Next => next.AsSpan(0, Count * Predictions);

    /// <summary>What the dropout masks of this batch are drawn from; null drops nothing.</summary>
    public ulong? MaskSeed { get; set; }

    /// <summary>Empties the batch.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds a window and what follows it.</summary>
    /// <param name="text">T characters and the one after them.</param>
    public void Add(ReadOnlySpan<ushort> text)
    {
        text[..Length].CopyTo(inputs.AsSpan(Count * Length));
        text[^Predictions..].CopyTo(next.AsSpan(Count * Predictions));
        Count++;
    }
}
