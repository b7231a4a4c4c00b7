using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Runs;

namespace ActorLstm.Actors.Tests.Batches;

/// <summary>Drives the state of a batch, and plays its runs.</summary>
internal sealed class BatchBuilder
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    private readonly Func<int, int, double> loss;
    private int processes;

    /// <param name="options">How the batch deals with its runs.</param>
    /// <param name="loss">The loss of a run, by its number, after so many epochs; what is no number diverges.</param>
    public BatchBuilder(BatchOptions options, Func<int, int, double>? loss = null)
    {
        Options = options;
        this.loss = loss ?? ((number, epoch) => number + 1.0 / epoch);
    }

    public BatchOptions Options { get; }

    public BatchState State { get; set; } = BatchState.Initial;

    public List<IBatchEvent> Events { get; } = [];

    public static IReadOnlyList<BatchMember> Members(int count, int epochs = 9, int first = 1) =>
    [
        .. Enumerable.Range(first, count).Select(number =>
            new BatchMember(0, $"identity-{number}", new Dictionary<string, string> { ["training.learning-rate"] = $"0.{number}" }, epochs, 0)),
    ];

    public static StoppingOptions Rule(StoppingRule rule, int first = 1, int factor = 3) => new() { Rule = rule, FirstEpoch = first, Factor = factor };

    public BatchBuilder Start(IReadOnlyList<BatchMember> members, params IReadOnlyList<int> lost) =>
        Do(new StartBatch("20260314-150926-batc", "rates", Options, members, lost, "/home", new RunOwner("here", ++processes, $"{processes}")));

    /// <summary>Has the next process be one after those of another builder.</summary>
    public BatchBuilder Next(BatchBuilder before)
    {
        processes = before.processes;
        return this;
    }

    public BatchBuilder Do(IBatchCommand command)
    {
        var events = State.Decide(command, Now);
        Events.AddRange(events);
        State = events.Aggregate(State, (state, happened) => state.Apply(happened));
        return this;
    }

    /// <summary>Trains a run to where it stands still or ends.</summary>
    public BatchBuilder Train(int number)
    {
        var member = State.Members[number];
        Do(new RecordBegin(number, $"run-{number}"));
        return State.LimitOf(member) is { } limit
            ? Do(new RecordHeld(number, Losses(number, limit)))
            : End(number, RunStatus.Completed, member.Member.Epochs);
    }

    public BatchBuilder End(int number, RunStatus status, int epochs) =>
        Do(new RecordEnd(number, new MemberResult(status, status == RunStatus.Failed ? "the disk is full" : null, epochs, loss(number, epochs), loss(number, epochs)), []));

    /// <summary>Trains whatever is due, in an order, until nothing is.</summary>
    /// <param name="pick">Which of those that are due comes next.</param>
    public BatchBuilder ToTheEnd(Func<IReadOnlyList<int>, int> pick)
    {
        while (State.IsRunning)
        {
            foreach (var stopped in State.Stopping.ToList())
            {
                Do(new RecordEnd(stopped.Number, new MemberResult(RunStatus.Completed, stopped.StopReason, stopped.Losses.Keys.Last(), stopped.LatestLoss, stopped.LatestLoss), []));
            }

            var before = Events.Count;
            if (State.Due.Select(member => member.Number).ToList() is { Count: > 0 } due)
            {
                Train(pick(due));
            }

            if (State.IsRunning && Events.Count == before && !State.Stopping.Any())
            {
                throw new InvalidOperationException($"The batch stands still: {string.Join(", ", State.Members.Values.Select(member => $"{member.Number} {member.Stage} at {member.Rung}"))}");
            }
        }

        return this;
    }

    /// <summary>The losses of a run after its first epochs.</summary>
    public IReadOnlyList<double> Losses(int number, int epochs) => [.. Enumerable.Range(1, epochs).Select(epoch => loss(number, epoch))];

    /// <summary>How far each run came.</summary>
    public IReadOnlyDictionary<int, int> Epochs() => State.Members.Values.ToDictionary(member => member.Number, member => member.Result!.Epochs);
}
