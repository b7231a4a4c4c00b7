using System.Collections.Immutable;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;

namespace ActorLstm.Actors.Batches;

/// <summary>
/// A batch as its events tell it. Pure: <see cref="Decide"/> turns a command into events, <see cref="Apply"/> turns an event into
/// the next state, and what should be going on follows from the state alone.
/// </summary>
public sealed record BatchState
{
    /// <summary>A batch of which nothing has happened yet.</summary>
    public static BatchState Initial { get; } = new();

    /// <summary>What has become of it.</summary>
    public RunStatus Status { get; init; } = RunStatus.Queued;

    /// <summary>Why it ended as it did.</summary>
    public string? Reason { get; init; }

    /// <summary>Its id.</summary>
    public string Id { get; init; } = "";

    /// <summary>What it is called.</summary>
    public string Name { get; init; } = "";

    /// <summary>How it deals with its runs.</summary>
    public BatchOptions Options { get; init; } = new();

    /// <summary>The process that works on it, or did so last; null before it began.</summary>
    public RunOwner? Owner { get; init; }

    /// <summary>The folder of its file, from which relative paths start.</summary>
    public string ConfigurationFolder { get; init; } = "";

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When its latest event happened; null before the first.</summary>
    public DateTimeOffset? LatestAt { get; private init; }

    /// <summary>Its runs, by number.</summary>
    public ImmutableSortedDictionary<int, MemberState> Members { get; init; } = ImmutableSortedDictionary<int, MemberState>.Empty;

    /// <summary>Where in the comparisons the runs are: so what follows from an event is found without a look at all of them.</summary>
    internal ImmutableDictionary<MemberPlace, ImmutableSortedSet<int>> Places { get; private init; } = ImmutableDictionary<MemberPlace, ImmutableSortedSet<int>>.Empty;

    /// <summary>The losses at the comparisons by bracket and epoch, the best first; of equal ones that of the first run in the batch.</summary>
    internal ImmutableDictionary<(int Bracket, int Epoch), ImmutableSortedSet<(double Loss, int Number)>> Rankings { get; private init; } =
        ImmutableDictionary<(int Bracket, int Epoch), ImmutableSortedSet<(double Loss, int Number)>>.Empty;

    /// <summary>The highest number that a run was given; 0 before. Numbers of runs that were dropped are not given again.</summary>
    public int LastNumber { get; init; }

    /// <summary>
    /// The shared settings of each group of runs that was added together, the earliest first.
    /// Earlier versions of the program did not record them.
    /// </summary>
    public ImmutableList<SharedSettings> Shared { get; init; } = [];

    /// <summary>Whether it is under way.</summary>
    public bool IsRunning => Status == RunStatus.Running;

    /// <summary>How many of its runs have ended.</summary>
    public int EndedCount => Places.Where(place => place.Key.Stage == MemberStage.Ended).Sum(place => place.Value.Count);

    /// <summary>Whether all its runs have ended.</summary>
    public bool IsDone => EndedCount == Members.Count;

    /// <summary>The runs that should train now, the most urgent first: of equal priority those that have come farther, then in their order.</summary>
    public IEnumerable<MemberState> Due => DueAmong(Members.Values);

    /// <summary>Those of some runs that should train now, the most urgent first.</summary>
    public IEnumerable<MemberState> DueAmong(IEnumerable<MemberState> members) => IsRunning
        ? members.Where(member => member.Stage == MemberStage.Due).OrderByDescending(member => member.Member.Priority).ThenByDescending(member => member.Rung).ThenBy(member => member.Number)
        : [];

    /// <summary>The runs that are to end where they stand.</summary>
    public IEnumerable<MemberState> Stopping => IsRunning ? Places.Where(place => place.Key.Stage == MemberStage.Stopped).SelectMany(place => place.Value).Select(number => Members[number]) : [];

    /// <summary>Whether a run did not come to its end as planned.</summary>
    public bool HasFailures => Members.Values.Any(member => member.Result is { Status: not RunStatus.Completed });

    /// <summary>What a command leads to. A command that is late or repeated leads to nothing.</summary>
    /// <param name="command">What is asked or reported.</param>
    /// <param name="now">The time of the events.</param>
    public IReadOnlyList<IBatchEvent> Decide(IBatchCommand command, DateTimeOffset now) => command switch
    {
        StartBatch start when start.Owner != Owner => WithConsequences(Start(start, now), now),
        PauseBatch when IsRunning => [new BatchPaused(now)],
        ContinueBatch when Status == RunStatus.Paused => [new BatchContinued(now)],
        CancelBatch when IsOpen => [new BatchEnded(RunStatus.Cancelled, null, now)],
        InterruptBatch interrupt when IsOpen => [new BatchEnded(RunStatus.Interrupted, interrupt.Reason, now)],
        EndBatch end when CanBeResumed && end.Owner != Owner => [new BatchTaken(end.Owner, Options, [], [], ConfigurationFolder, now), new BatchEnded(end.Status, null, now)],
        RecordBegin begin when Members[begin.Number] is { Stage: not MemberStage.Ended } member && member.RunId == begin.InsteadOf => [new MemberBegun(begin.Number, begin.RunId, now)],
        RecordHeld held when Reached(Members[held.Number], held.Losses, now).ToList() is { Count: > 0 } reached => WithConsequences(reached, now),
        RecordEnd end when Members[end.Number].Stage != MemberStage.Ended =>
            WithConsequences([.. Reached(Members[end.Number], end.Losses, now), End(Members[end.Number], end, now)], now),
        _ => [],
    };

    /// <summary>The state after an event.</summary>
    public BatchState Apply(IBatchEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return Changed(happened) with { LatestAt = LatestAt > happened.At ? LatestAt : happened.At };
    }

    private BatchState Changed(IBatchEvent happened) => happened switch
    {
        BatchStarted started => this with { Id = started.Id, Name = started.Name, StartedAt = started.At },
        BatchTaken taken => taken.Again.Aggregate(
            Without(taken.Removed) with { Status = RunStatus.Running, Reason = null, EndedAt = null, Owner = taken.Owner, Options = taken.Options, ConfigurationFolder = taken.ConfigurationFolder },
            (state, number) => state.With(number, member => member with { Stage = MemberStage.Due, RunId = member.Result!.Status == RunStatus.Failed ? member.RunId : null, Attempts = 0, Result = null })),
        MembersAdded added => Plus(added.Members, NextBracket) with
        {
            LastNumber = added.Members.Max(member => member.Number),
            Shared = added.Shared is null ? Shared : Shared.Add(new SharedSettings(added.Members.Min(member => member.Number), added.Shared)),
        },
        MemberBegun begun => With(begun.Number, member => member with { RunId = begun.RunId }),
        MemberHeld held => Ranked(held).With(held.Number, member => member with
        {
            Stage = member.StopReason is null ? MemberStage.Held : MemberStage.Stopped,
            Losses = member.Losses.SetItem(held.Epochs, held.Loss),
        }),
        MemberAdvanced advanced => With(advanced.Number, member => member with { Stage = MemberStage.Due, Rung = advanced.Rung }),
        MemberStopped stopped => With(stopped.Number, member => member with { Stage = MemberStage.Stopped, StopReason = stopped.Reason }),
        MemberRetried retried => With(retried.Number, member => member with { Attempts = retried.Attempt }),
        MemberEnded ended => With(ended.Number, member => member with { Stage = MemberStage.Ended, Result = ended.Result }),
        BatchPaused => this with { Status = RunStatus.Paused },
        BatchContinued => this with { Status = RunStatus.Running },
        BatchEnded ended => this with { Status = ended.Status, Reason = ended.Reason, EndedAt = ended.At },
        _ => throw new InvalidOperationException($"A batch cannot apply the event {happened.GetType().Name}: it needs a newer version of the program."),
    };

    /// <summary>After which epoch a run is to stand still; null: it trains to its end.</summary>
    public int? LimitOf(MemberState member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return Options.Stopping.LimitOf(member.Rung, member.Member.Epochs);
    }

    /// <inheritdoc/>
    public override string ToString() => $"batch {Id}, {Status}, {Members.Count} runs";

    /// <summary>The runs that are running, or about to run, and have not ended.</summary>
    public IEnumerable<MemberState> Unended => Places.Where(place => place.Key.Stage is MemberStage.Due or MemberStage.Stopped)
        .SelectMany(place => place.Value).Select(number => Members[number]).Where(member => member.RunId is not null);

    /// <summary>Whether a process can take it over, once no other works on it.</summary>
    public bool CanBeResumed => Owner is not null && Status is RunStatus.Running or RunStatus.Paused or RunStatus.Interrupted;

    private bool IsOpen => Status is RunStatus.Running or RunStatus.Paused;

    private int NextBracket => Members.IsEmpty ? 0 : Members.Values.Max(member => member.Bracket) + 1;

    private BatchState With(int number, Func<MemberState, MemberState> change)
    {
        var (before, after) = (Members[number], change(Members[number]));
        var (from, to) = (MemberPlace.Of(before), MemberPlace.Of(after));
        return this with { Members = Members.SetItem(number, after), Places = from == to ? Places : Placed(Taken(Places, from, [number]), to, [number]) };
    }

    private BatchState Plus(IReadOnlyList<BatchMember> members, int bracket)
    {
        var added = members.Select(member => new MemberState(member, bracket)).ToList();
        return added.Count == 0 ? this : this with
        {
            Members = Members.AddRange(added.Select(member => KeyValuePair.Create(member.Number, member))),
            Places = Placed(Places, MemberPlace.Of(added[0]), added.Select(member => member.Number)),
        };
    }

    private BatchState Without(IReadOnlyList<int> numbers) => this with
    {
        Members = Members.RemoveRange(numbers),
        Places = numbers.GroupBy(number => MemberPlace.Of(Members[number])).Aggregate(Places, (places, gone) => Taken(places, gone.Key, gone)),
        Rankings = numbers.Select(number => Members[number]).Aggregate(Rankings, (rankings, member) =>
            member.Losses.Keys.Aggregate(rankings, (left, epoch) => left.SetItem((member.Bracket, epoch), left[(member.Bracket, epoch)].Remove((member.LossAfter(epoch), member.Number))))),
    };

    // A run that was lost comes to a comparison a second time.
    private BatchState Ranked(MemberHeld held)
    {
        var (member, key) = (Members[held.Number], (Members[held.Number].Bracket, held.Epochs));
        var ranking = Rankings.GetValueOrDefault(key, []).Remove((member.LossAfter(held.Epochs), held.Number));
        return this with { Rankings = Rankings.SetItem(key, ranking.Add((MemberState.Rankable(held.Loss), held.Number))) };
    }

    private static ImmutableDictionary<MemberPlace, ImmutableSortedSet<int>> Placed(ImmutableDictionary<MemberPlace, ImmutableSortedSet<int>> places, MemberPlace place, IEnumerable<int> numbers) =>
        places.SetItem(place, places.GetValueOrDefault(place, []).Union(numbers));

    private static ImmutableDictionary<MemberPlace, ImmutableSortedSet<int>> Taken(ImmutableDictionary<MemberPlace, ImmutableSortedSet<int>> places, MemberPlace place, IEnumerable<int> numbers) =>
        places[place].Except(numbers) is { IsEmpty: false } left ? places.SetItem(place, left) : places.Remove(place);

    private List<IBatchEvent> Start(StartBatch start, DateTimeOffset now)
    {
        var known = Members.Values.Select(member => member.Member.Identity).ToHashSet();
        var next = LastNumber + 1;
        var added = start.Members.Where(member => known.Add(member.Identity)).Select(member => member with { Number = next++ }).ToList();
        var wanted = start.Members.Select(member => member.Identity).ToHashSet();
        var lost = start.Lost.Where(number => Members.GetValueOrDefault(number)?.Stage == MemberStage.Ended).ToHashSet();
        var again = Members.Values.Where(member => member.Result?.Status == RunStatus.Failed || lost.Contains(member.Number)).Select(member => member.Number).ToHashSet();
        List<int> removed = [.. Members.Values.Where(member => (member.Result is null || again.Contains(member.Number)) && !wanted.Contains(member.Member.Identity)).Select(member => member.Number)];
        return
        [
            .. StartedAt is null ? new IBatchEvent[] { new BatchStarted(start.Id, start.Name, now) } : [],
            .. added.Count == 0 ? Array.Empty<IBatchEvent>() : [new MembersAdded(added, now) { Shared = start.Shared }],
            new BatchTaken(start.Owner, start.Options, [.. again.Except(removed)], removed, start.ConfigurationFolder, now),
            .. from member in Members.Values.Where(member => member.RunId is null && !removed.Contains(member.Number)).Select(member => member.Member).Concat(added)
               where start.Found.ContainsKey(member.Identity)
               select new MemberBegun(member.Number, start.Found[member.Identity], now),
        ];
    }

    // A run that has trained beyond a comparison was let go on after it, whether or not that is still recorded, or the rule was another.
    private IEnumerable<IBatchEvent> Reached(MemberState member, IReadOnlyList<double> losses, DateTimeOffset now)
    {
        for (var next = member; next.Stage == MemberStage.Due && LimitOf(next) is { } limit && limit <= losses.Count; next = next with { Rung = next.Rung + 1 })
        {
            if (next.Rung > member.Rung)
            {
                yield return new MemberAdvanced(member.Number, next.Rung, now);
            }

            yield return new MemberHeld(member.Number, limit, losses[limit - 1], now);
            if (member.StopReason is not null)
            {
                yield break;
            }
        }
    }

    private IBatchEvent End(MemberState member, RecordEnd end, DateTimeOffset now) => end is { Result.Status: RunStatus.Failed, MayRetry: true } && member.Attempts < Options.Retries
        ? new MemberRetried(member.Number, end.Result.Reason ?? "it failed", member.Attempts + 1, now)
        : new MemberEnded(member.Number, end.Result, now);

    // Every comparison that can be made now is made, and what it changes may allow for the next.
    private List<IBatchEvent> WithConsequences(IReadOnlyList<IBatchEvent> happened, DateTimeOffset now)
    {
        var events = happened.ToList();
        var next = happened.Aggregate(this, (state, one) => state.Apply(one));
        while (Comparison.Of(next).ToList() is { Count: > 0 } verdicts)
        {
            foreach (var verdict in verdicts)
            {
                Add(verdict.StopReason is { } reason
                    ? new MemberStopped(verdict.Number, reason, now)
                    : new MemberAdvanced(verdict.Number, next.Members[verdict.Number].Rung + 1, now));
            }
        }

        // Only what failed just now: a batch that is started again goes on without the runs that have diverged.
        if (next.IsOpen && next.Options.OnFailure == BatchFailurePolicy.Stop
            && happened.OfType<MemberEnded>().FirstOrDefault(ended => ended.Result.Status is RunStatus.Failed or RunStatus.Diverged) is { Result: var result } failed)
        {
            Add(new BatchEnded(RunStatus.Failed, $"run {failed.Number} {(result.Status == RunStatus.Failed ? "failed" : "diverged")}: {result.Reason}", now));
        }
        else if (next.IsOpen && next.IsDone)
        {
            Add(new BatchEnded(RunStatus.Completed, next.Shortfall, now));
        }

        return events;

        void Add(IBatchEvent one)
        {
            events.Add(one);
            next = next.Apply(one);
        }
    }

    private string? Shortfall
    {
        get
        {
            var unfinished = Members.Values.Where(member => member.Result is { Status: not RunStatus.Completed }).GroupBy(member => member.Result!.Status).OrderBy(group => group.Key);
            var words = string.Join(", ", unfinished.Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}"));
            return words.Length == 0 ? null : $"of {Members.Count} runs {words}";
        }
    }
}
