using ActorLstm.Actors.Runs;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;

namespace ActorLstm.Actors.Tests.Support;

/// <summary>Builds the state of a run from events, without deciding anything.</summary>
internal static class StateBuilder
{
    /// <summary>When everything happens.</summary>
    public static DateTimeOffset At { get; } = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    /// <summary>A run that began.</summary>
    public static RunState Begun(RunPlan? plan = null) => RunState.Initial.Apply(new RunStarted(TestRuns.Facts(), plan ?? TestRuns.Plan, "# resolved", TestRuns.Owner, At));

    /// <summary>An epoch was trained.</summary>
    public static RunState Epoch(this RunState state, int epoch, double loss = 1.5, bool checkpoint = true, double? validation = null)
    {
        CheckpointRef? reference = checkpoint ? FakeTools.Checkpoint(epoch) : null;
        return state.Apply(new EpochTrained(epoch, loss, 2.00049, 123.456, 0.01, reference, checkpoint ? FakeTools.SeedText(epoch) : null, At, validation));
    }

    /// <summary>A text was generated.</summary>
    public static RunState Text(this RunState state, SampleKey key) => state.Apply(new SampleGenerated(
        key, FakeTools.SeedText(key.Epoch), $"text of {key}", 0.12345, "here", FakeTools.Checkpoint(key.Epoch).Sha256, new SampleMeasures(-1.5, double.NaN), At));

    /// <summary>All texts of an epoch were generated.</summary>
    public static RunState Texts(this RunState state, int epoch) => state.Plan!.SamplesOf(epoch).Aggregate(state, Text);

    /// <summary>The run ended.</summary>
    public static RunState End(this RunState state, RunStatus status, string? reason = null) => state.Apply(new RunEnded(status, reason, At.AddMinutes(1)));
}
