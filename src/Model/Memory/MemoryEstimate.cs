namespace ActorLstm.Model.Memory;

/// <summary>The memory that a run needs at its peak, in bytes.</summary>
/// <param name="Program">The process before anything is trained: runtime, torch, actors.</param>
/// <param name="Corpus">The text while it is read, or the text and the order of its windows.</param>
/// <param name="Weights">Weights, gradients, the optimizer's state, the kernel's copies.</param>
/// <param name="Batch">What the kernel keeps of a batch, in training and in validation.</param>
/// <param name="Checkpoint">A checkpoint while it is written and while it is read.</param>
/// <param name="Texts">The texts that grow at once, and the networks that they grow from.</param>
public sealed record MemoryEstimate(long Program, long Corpus, long Weights, long Batch, long Checkpoint, long Texts)
{
    /// <summary>The numbers of the largest array among them; more than <see cref="ShapeLimits.LargestArray"/> fit into none.</summary>
    public long LargestArray { get; init; }

    /// <summary>What weights, gradients and the optimizer's state take while the first weights are drawn: before, and instead of, all but the corpus.</summary>
    public long Drawing { get; init; }

    /// <summary>What the run adds to a process that is there already.</summary>
    public long Run => Corpus + Math.Max(Drawing, Weights + Batch + Checkpoint + Texts);

    /// <summary>What a process of its own needs for it.</summary>
    public long Total => Program + Run;
}
