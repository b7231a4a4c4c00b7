using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Runs;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Devices;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Tests.Serialization;

/// <summary>
/// What the files of the folder <c>Golden</c> hold, by manifest. Neither they nor these change: journals that hold them are out
/// there. A new version of an event has a new manifest and a new file beside the old one.
/// </summary>
internal static class GoldenValues
{
    private static readonly DateTimeOffset At = new(2026, 3, 14, 15, 9, 26, 535, TimeSpan.Zero);

    private static readonly CheckpointRef First = new(new string('1', 64), 820_123, 1);

    private static readonly CheckpointRef Middle = new(new string('2', 64), 820_123, 2, 700);

    private static readonly RunFacts Facts = new()
    {
        Id = "20260314-150926-k3xp",
        Name = "größer \"and\" wilder",
        Corpus = new CorpusFacts("nietzsche", new string('a', 64), 600_893, 57, 200_278, "/data/nietzsche.txt", null),
        Parameters = 102_585,
        Seed = -9_223_372_036_854_775_808,
        Device = "cuda:0",
        Threads = 2,
        Versions = new Dictionary<string, string> { ["actorlstm"] = "0.2.0", ["torchsharp"] = "0.107.0" },
    };

    private static readonly RunPlan Plan = new(
        60, [0.2, 1e-300], 2, 1, 3, new DivergenceOptions { Policy = DivergencePolicy.Rollback, Multiple = 2, RateFactor = 0.5, MaxRollbacks = 3 });

    private static readonly RunOwner Owner = new("here", 4711, "0123456789abcdef");

    private static readonly EpochTrained Epoch = new(1, 1.9707, 81.25, 2464.5, 0.01, First, "the seed\n", At);

    private static readonly SampleGenerated Sample = new(
        new SampleKey(1, 0.2, 0), "the seed\n", "grew 😀 \u0001 \"so\" \\ <&> ж", 0.75, "here", First.Sha256, new SampleMeasures(-1.5, double.PositiveInfinity), At);

    private static readonly TrainingDiverged Diverged = new(2, 41, double.NaN, "the loss is no number in epoch 2, batch 41", DivergencePolicy.Rollback, First, 0.5, At);

    /// <summary>A machine.</summary>
    public static Machine Machine { get; } = new("AMD EPYC 9004", 512, "AVX512", 25_199_000_000, new Dictionary<string, string> { ["MKL_CBWR"] = "AVX2" });

    /// <summary>The beginning of a run that tells its machine, kernel and commit.</summary>
    public static RunStarted StartedOnMachine { get; } = new(
        Facts with { Device = "cpu", Kernel = KernelKind.Fused, Machine = Machine, Versions = new Dictionary<string, string> { ["actorlstm"] = "0.2.0", ["commit"] = "0123abcd", ["tree"] = "modified" } },
        Plan,
        "actorlstm {\n}\n",
        Owner,
        At);

    public static IReadOnlyDictionary<string, object> ByManifest { get; } = new Dictionary<string, object>
    {
        ["started-1"] = new RunStarted(Facts, Plan, "actorlstm {\n}\n", Owner, At),
        ["resumed-1"] = new RunResumed(Owner, ["it trains on cpu, not on cuda:0"], Facts with { Device = "cpu" }, null, At.ToOffset(TimeSpan.FromHours(1))),
        ["limited-1"] = new RunLimited(3, At),
        ["epoch-1"] = Epoch,
        ["adopted-1"] = new CheckpointAdopted(First, "the seed\n", 1.9707, At, 1.6609),
        ["progress-1"] = new ProgressSaved(Middle, At),
        ["sample-1"] = Sample,
        ["diverged-1"] = Diverged,
        ["lost-1"] = new CheckpointLost(First, "weights.safetensors is missing", At),
        ["restored-1"] = new CheckpointRestored(First, First with { Length = 820_124 }, At),
        ["trainer-1"] = new TrainerReplaced("out of memory", 1, At),
        ["sampler-1"] = new SamplerReplaced(Sample.Key, "out of memory", 2, At),
        ["paused-1"] = new RunPaused(At),
        ["continued-1"] = new RunContinued(At.AddTicks(1)),
        ["ended-1"] = new RunEnded(RunStatus.Interrupted, "stopped by SIGTERM", At),
        ["snapshot-1"] = new RunSnapshot(
            RunStatus.Running, null, Facts, Plan, "actorlstm {\n}\n", Owner, ["drift"], 1, At, null, [Epoch], Middle, [Sample], [new SampleJob(new SampleKey(1, 1e-300, 1), First, "the seed\n")],
            [First], [new RunSnapshot.LossCount(First, 1)], 1, [new RunSnapshot.RetryCount(Sample.Key, 2)], [Diverged]),
        ["batch-started-1"] = new BatchStarted("20260314-150926-batc", "größer \"and\" wilder", At),
        ["batch-taken-1"] = new BatchTaken(
            Owner,
            new BatchOptions { MaxConcurrent = 2, Retries = 1, OnFailure = BatchFailurePolicy.Stop, Stopping = new StoppingOptions { Rule = StoppingRule.Halving, FirstEpoch = 2, Factor = 4 } },
            [3],
            [4],
            "/home/me",
            At),
        ["members-added-1"] = new MembersAdded([new BatchMember(1, new string('c', 64), new Dictionary<string, string> { ["training.learning-rate"] = "0.01" }, 60, -1)], At),
        ["member-begun-1"] = new MemberBegun(1, Facts.Id, At),
        ["member-held-1"] = new MemberHeld(1, 2, double.NaN, At),
        ["member-advanced-1"] = new MemberAdvanced(1, 1, At),
        ["member-stopped-1"] = new MemberStopped(1, "stopped after epoch 2: number 3 of 4 by its loss of 1.5000", At),
        ["member-retried-1"] = new MemberRetried(1, "the disk is full", 1, At),
        ["member-ended-1"] = new MemberEnded(1, new MemberResult(RunStatus.Completed, null, 60, 1.25, 1.1875), At),
        ["batch-paused-1"] = new BatchPaused(At),
        ["batch-continued-1"] = new BatchContinued(At),
        ["batch-ended-1"] = new BatchEnded(RunStatus.Completed, "of 4 runs 1 failed", At),
    };
}
