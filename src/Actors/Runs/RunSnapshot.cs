using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ActorLstm.Model.Checkpoints;

namespace ActorLstm.Actors.Runs;

/// <summary>
/// A <see cref="RunState"/> as it is kept in the journal, so that not every event has to be read again. It is a copy of what the
/// events say and never their replacement: they are kept.
/// </summary>
public sealed record RunSnapshot(
    RunStatus Status,
    string? Reason,
    RunFacts? Facts,
    RunPlan? Plan,
    string? Configuration,
    RunOwner? Owner,
    IReadOnlyList<string> Drift,
    int Resumptions,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    IReadOnlyList<EpochTrained> Epochs,
    CheckpointRef? Progress,
    IReadOnlyList<SampleGenerated> Samples,
    IReadOnlyList<SampleJob> MissingSamples,
    IReadOnlyList<CheckpointRef> LostCheckpoints,
    IReadOnlyList<RunSnapshot.LossCount> Losses,
    int TrainerRetries,
    IReadOnlyList<RunSnapshot.RetryCount> SampleRetries,
    IReadOnlyList<TrainingDiverged> Divergences,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? EpochLimit = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CheckpointAdopted>? Adopted = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RunLife? Life = null)
{
    /// <summary>The snapshot of a state.</summary>
    public static RunSnapshot Of(RunState state) => new(
        state.Status,
        state.Reason,
        state.Facts,
        state.Plan,
        state.Configuration,
        state.Owner,
        state.Drift,
        state.Resumptions,
        state.StartedAt,
        state.EndedAt,
        [.. state.Epochs.Values],
        state.Progress,
        [.. state.Samples.Values.OrderBy(sample => sample.Key, SampleKey.Order)],
        [.. state.MissingSamples.Values],
        [.. state.LostCheckpoints.OrderBy(lost => lost.Epoch)],
        [.. state.Losses.OrderBy(loss => loss.Key.Epoch).Select(loss => new LossCount(loss.Key, loss.Value))],
        state.TrainerRetries,
        [.. state.SampleRetries.OrderBy(retries => retries.Key, SampleKey.Order).Select(retries => new RetryCount(retries.Key, retries.Value))],
        state.Divergences,
        state.EpochLimit,
        state.Adopted.IsEmpty ? null : [.. state.Adopted.Values],
        state.Life);

    /// <summary>The state that it was made of.</summary>
    public RunState ToState() => WithStandings(RunState.Initial with
    {
        Status = Status,
        Reason = Reason,
        Facts = Facts,
        Plan = Plan,
        Configuration = Configuration,
        Owner = Owner,
        Drift = [.. Drift],
        Resumptions = Resumptions,
        StartedAt = StartedAt,
        EndedAt = EndedAt,
        Epochs = Epochs.ToImmutableSortedDictionary(epoch => epoch.Epoch, epoch => epoch),
        Progress = Progress,
        Samples = Samples.ToImmutableDictionary(sample => sample.Key),
        MissingSamples = MissingSamples.ToImmutableSortedDictionary(job => job.Key, job => job, SampleKey.Order),
        LostCheckpoints = [.. LostCheckpoints],
        Losses = Losses.ToImmutableDictionary(loss => loss.Checkpoint, loss => loss.Count),
        TrainerRetries = TrainerRetries,
        SampleRetries = SampleRetries.ToImmutableDictionary(retries => retries.Key, retries => retries.Count),
        Divergences = [.. Divergences],
        EpochLimit = EpochLimit,
        Adopted = (Adopted ?? []).ToImmutableSortedDictionary(adopted => adopted.Checkpoint.Epoch, adopted => adopted),
        Life = Life ?? RunLife.Unknown,
    });

    // They follow from the epochs and the rollbacks.
    private static RunState WithStandings(RunState state) => state.Epochs.Values.Aggregate(
        state, (standing, epoch) => standing with { Standings = standing.Standings.Add(epoch.Epoch, Standing.After(epoch, standing)) });

    /// <summary>How often a checkpoint was lost.</summary>
    public sealed record LossCount(CheckpointRef Checkpoint, int Count);

    /// <summary>How often a sample was begun again.</summary>
    public sealed record RetryCount(SampleKey Key, int Count);
}
