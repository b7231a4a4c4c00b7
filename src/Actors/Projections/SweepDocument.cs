using ActorLstm.Actors.Runs;

namespace ActorLstm.Actors.Projections;

/// <summary>What <c>run.json</c> tells of a sweep.</summary>
/// <param name="Run">The id of the run whose checkpoints it generates texts from.</param>
/// <param name="Name">What that run is called.</param>
/// <param name="Epochs">The epochs of the checkpoints, in their order.</param>
/// <param name="Checkpoints">Those that it has taken over.</param>
public sealed record SweepDocument(string Run, string Name, IReadOnlyList<int> Epochs, IReadOnlyList<AdoptedLine> Checkpoints)
{
    /// <summary>That of a run that has begun; null for one that trains.</summary>
    public static SweepDocument? Of(RunState state) => state is { Facts.Sweep: { } sweep, Plan.SweptEpochs: { } epochs }
        ? new SweepDocument(sweep.Run, sweep.Name, epochs, [.. state.Adopted.Values.Select(AdoptedLine.Of)])
        : null;
}

/// <summary>A checkpoint that was taken over.</summary>
/// <param name="Epoch">The epoch that it was written after.</param>
/// <param name="Loss">Mean training loss of that epoch, nats a character.</param>
/// <param name="ValidationLoss">The loss on the part of the corpus that was not trained on; null where there is none.</param>
/// <param name="Checkpoint">Its sha256.</param>
/// <param name="SeedText">The text that its samples grow from, where the sweep has none of its own.</param>
public sealed record AdoptedLine(int Epoch, double Loss, double? ValidationLoss, string Checkpoint, string SeedText)
{
    /// <summary>What is told of an event.</summary>
    public static AdoptedLine Of(CheckpointAdopted adopted) =>
        new(adopted.Checkpoint.Epoch, adopted.Loss, adopted.ValidationLoss, adopted.Checkpoint.Sha256, adopted.SeedText);
}
