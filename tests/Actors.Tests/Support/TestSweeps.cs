using ActorLstm.Actors.Runs;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Tests.Support;

/// <summary>Sweeps that exist in tests alone.</summary>
internal static class TestSweeps
{
    /// <summary>Two epochs of another run, two temperatures, two replicas; one retry.</summary>
    public static RunPlan Plan { get; } = TestRuns.Plan with { Epochs = 0, SweptEpochs = [2, 5] };

    /// <summary>Begins a sweep.</summary>
    public static StartRun Start(RunPlan? plan = null, string id = "test") =>
        new(TestRuns.Facts(id) with { Sweep = new SweepFacts("source", "the source") }, plan ?? Plan, "# resolved", TestRuns.Owner);

    /// <summary>Takes over the checkpoints of these epochs.</summary>
    public static AdoptCheckpoints Adopt(params int[] epochs) =>
        new([.. epochs.Select(epoch => new AdoptedCheckpoint(FakeTools.Checkpoint(epoch), FakeTools.SeedText(epoch), new EpochLoss(1.5, 1.75)))]);
}
