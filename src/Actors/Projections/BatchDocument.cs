using System.Text.Json.Serialization;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Runs;

namespace ActorLstm.Actors.Projections;

/// <summary>A batch as <c>batch.json</c> holds it.</summary>
public sealed record BatchDocument
{
    /// <summary>The number of its format: 0 so far. A format that this version cannot read has a higher one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Format { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required RunStatus Status { get; init; }

    public required string? Reason { get; init; }

    public required BatchOptions Options { get; init; }

    /// <summary>The folder of its file, from which relative paths start.</summary>
    public required string ConfigurationFolder { get; init; }

    public required DateTimeOffset? StartedAt { get; init; }

    public required DateTimeOffset? EndedAt { get; init; }

    public OwnerFacts? Owner { get; init; }

    /// <summary>Its runs, by number.</summary>
    public required IReadOnlyList<MemberFacts> Runs { get; init; }

    /// <summary>The settings of the file that differ between runs which were added at different times; none where all are the same.</summary>
    public IReadOnlyList<SharedSettings> Shared { get; init; } = [];

    /// <summary>The page of a batch.</summary>
    public static BatchDocument Of(BatchState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new BatchDocument
        {
            Id = state.Id,
            Name = state.Name,
            Status = state.Status,
            Reason = state.Reason,
            Options = state.Options,
            ConfigurationFolder = state.ConfigurationFolder,
            StartedAt = state.StartedAt,
            EndedAt = state.EndedAt,
            Owner = state.Owner is { } owner ? new OwnerFacts(owner.Host, owner.Process) : null,
            Runs = [.. state.Members.Values.Select(member => MemberFacts.Of(member, state))],
            Shared = SharedSettings.Differing(state.Shared),
        };
    }

    /// <summary>The page of a batch whose process has ended without a word: what was under way has come to a stop.</summary>
    public BatchDocument Interrupted() => this with
    {
        Runs = [.. Runs.Select(run => run.Status is RunStatus.Running or RunStatus.Paused ? run with { Status = RunStatus.Interrupted } : run)],
    };
}

/// <summary>A run of a batch as <c>batch.json</c> holds it.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Name">What it is called.</param>
/// <param name="RunId">Its id; null before it began.</param>
/// <param name="Identity">The hash of its configuration.</param>
/// <param name="Settings">What distinguishes it from the others.</param>
/// <param name="Status">What has become of it: queued before it began, running while it is due, paused while it waits for the others, interrupted where the batch was.</param>
/// <param name="Reason">Why it ended as it did.</param>
/// <param name="Epochs">How many epochs it has.</param>
/// <param name="EpochsTrained">How many it had trained at its end; before, at its latest comparison.</param>
/// <param name="LastLoss">The loss after the last of them, nats a character: on the validation part where there is one.</param>
/// <param name="BestLoss">The lowest loss of an epoch; null before its end.</param>
/// <param name="Comparisons">Its losses at the comparisons.</param>
public sealed record MemberFacts(
    int Number,
    string Name,
    string? RunId,
    string Identity,
    IReadOnlyDictionary<string, string> Settings,
    RunStatus Status,
    string? Reason,
    int Epochs,
    int EpochsTrained,
    double? LastLoss,
    double? BestLoss,
    IReadOnlyList<ComparisonFacts> Comparisons)
{
    /// <summary>The facts of a run.</summary>
    public static MemberFacts Of(MemberState member, BatchState batch)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(batch);
        return new MemberFacts(
            member.Number,
            member.Member.NameIn(batch.Name),
            member.RunId,
            member.Member.Identity,
            member.Member.Settings,
            member.Result?.Status ?? StatusOf(member, batch),
            member.Result?.Reason ?? member.StopReason,
            member.Member.Epochs,
            member.Result?.Epochs ?? member.LatestEpoch,
            member.Result is { } result ? result.Loss : member.Losses.IsEmpty ? null : member.Losses.Values.Last(),
            member.Result?.BestLoss,
            [.. member.Losses.Select(loss => new ComparisonFacts(loss.Key, loss.Value))]);
    }

    // Of a run that has not ended. Whether one that is due has a slot already is told by its own page.
    private static RunStatus StatusOf(MemberState member, BatchState batch) => (member.RunId, batch.EndedAt, member.Stage) switch
    {
        (null, _, _) => RunStatus.Queued,
        (_, not null, _) => RunStatus.Interrupted,
        (_, _, MemberStage.Due) => RunStatus.Running,
        _ => RunStatus.Paused,
    };
}

/// <summary>A run at a comparison.</summary>
public sealed record ComparisonFacts(int Epoch, double Loss);
