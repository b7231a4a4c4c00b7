using System.Text.Json;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

/// <summary>A run that stands still and is let go, however often and wherever, becomes what it would have become.</summary>
public sealed class HeldRunProperties
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    private static readonly Gen<RunPlan> Plans = Gen.Select(
        Gen.Int[1, 9], Gen.Int[0, 2], Gen.Int[1, 2], Gen.Int[1, 4], Gen.Int[0, 3],
        (epochs, temperatures, replicas, every, patience) => new RunPlan(
            epochs, [.. Enumerable.Range(1, temperatures).Select(i => i / 2.0)], replicas, every, 1, new DivergenceOptions { Policy = DivergencePolicy.Stop }) { EarlyStopping = patience });

    private static readonly Gen<double[]> Losses = Gen.Double[0.5, 3].Array[9];

    // How far it is let go each time that it stands still, and how.
    private static readonly Gen<(int? Limit, Way Way)[]> Ways = Gen.Select(Gen.Int[1, 10].Nullable(), Gen.Enum<Way>()).Array[0, 30];

    private enum Way
    {
        Told, Interrupted, Killed, Paused, ReadBack,
    }

    [Fact]
    public void A_run_that_was_held_ends_with_the_epochs_and_texts_of_one_that_never_was() =>
        Gen.Select(Plans, Losses, Ways, Gen.Int[0, 1000], Gen.Int[1, 9].Nullable()).Sample((plan, losses, ways, pick, first) =>
        {
            var (undisturbed, _) = Play(plan, losses, null, [], pick);
            var (held, events) = Play(plan, losses, first, ways, pick + 1);
            Results(held).Should().Be(Results(undisturbed));
            held.Status.Should().Be(RunStatus.Completed);
            Results(events.Aggregate(RunState.Initial, (state, happened) => state.Apply(happened))).Should().Be(Results(held));
        });

    [Fact]
    public void It_never_trains_beyond_its_limit_and_stands_still_with_all_its_texts() =>
        Gen.Select(Plans, Losses, Gen.Int[1, 9]).Sample((plan, losses, limit) =>
        {
            var state = Train(Begun(plan, limit), losses, 0);
            if (state.IsHeld)
            {
                state.Epochs.Count.Should().Be(limit);
                state.Samples.Should().HaveCount(Enumerable.Range(1, limit).Sum(epoch => plan.SamplesOf(epoch).Count()));
                state.NeedsTraining.Should().BeFalse();
            }
            else
            {
                state.Status.Should().Be(RunStatus.Completed);
                state.Epochs.Count.Should().BeLessThanOrEqualTo(limit, "it came to its end before");
            }
        });

    [Fact]
    public void Told_to_be_complete_it_ends_where_it_stands_with_the_reason()
    {
        var state = Train(Begun(TestRuns.Plan, 2), [3, 2, 1], 0);
        state.Decide(new CompleteRun("stopped after epoch 2"), Now).Should().Equal(new RunEnded(RunStatus.Completed, "stopped after epoch 2", Now));
        state.Decide(new RecordEpoch(new SliceProgress(3, 3, 3, 30, 1, 1, 0.01, 1), new WrittenCheckpoint(FakeTools.Checkpoint(3), FakeTools.SeedText(3))), Now).Should().BeEmpty("it is at its limit");
    }

    [Fact]
    public void What_lets_a_run_go_on_means_nothing_to_one_that_does_not_stand_still()
    {
        var state = Begun(TestRuns.Plan, 2);
        state.Decide(new LimitRun(3), Now).Should().BeEmpty();
        state.Decide(new CompleteRun("no"), Now).Should().BeEmpty();
    }

    private static (RunState State, List<IRunEvent> Events) Play(RunPlan plan, double[] losses, int? first, (int? Limit, Way Way)[] ways, int pick)
    {
        var events = new List<IRunEvent>();
        var state = Begun(plan, first, events);
        var turns = new Queue<(int? Limit, Way Way)>(ways);
        var process = 0;
        while (state.Status is RunStatus.Running)
        {
            state = Train(state, losses, pick, events);
            if (state.IsHeld)
            {
                var (limit, way) = turns.TryDequeue(out var turn) ? turn : (null, Way.Told);
                state = LetGo(state, limit, way, ++process, events);
            }
        }

        return (state, events);
    }

    private static RunState LetGo(RunState state, int? limit, Way way, int process, List<IRunEvent> events)
    {
        var resume = new ResumeRun(TestRuns.Owner with { Token = $"process {process}" }, [], null, null, limit);
        return way switch
        {
            Way.Interrupted => Do(Do(state, new InterruptRun("it waits for others"), events), resume, events),
            Way.Killed => Do(state, resume, events),
            Way.Paused => Do(Do(Do(state, new PauseRun(), events), new ContinueRun(), events), new LimitRun(limit), events),
            Way.ReadBack => Do(WrittenAndRead(state), new LimitRun(limit), events),
            _ => Do(state, new LimitRun(limit), events),
        };
    }

    // Trains and samples in an order that the number picks, until there is nothing to do.
    private static RunState Train(RunState state, double[] losses, int pick, List<IRunEvent>? events = null)
    {
        while (state.NeedsTraining || state.OutstandingSamples.Any())
        {
            var jobs = state.OutstandingSamples.ToList();
            state = state.NeedsTraining && (jobs.Count == 0 || pick++ % 3 == 0)
                ? Do(state, Epoch(state.Epochs.Count + 1), events)
                : Do(state, Text(jobs[pick++ % jobs.Count]), events);
        }

        return state;

        RecordEpoch Epoch(int epoch) => new(
            new SliceProgress(epoch, 3, 3, 30, losses[epoch - 1], 1, 0.01, 1), new WrittenCheckpoint(FakeTools.Checkpoint(epoch), FakeTools.SeedText(epoch)));

        static RecordSamples Text(SampleJob job) => new(new SampleFinished(job, new FinishedText($"text of {job.Key}", new SampleMeasures(-1, 1), 0.5, "here")));
    }

    private static RunState Begun(RunPlan plan, int? limit, List<IRunEvent>? events = null) => Do(RunState.Initial, TestRuns.Start(plan) with { EpochLimit = limit }, events);

    private static RunState Do(RunState state, IRunCommand command, List<IRunEvent>? events)
    {
        var happened = state.Decide(command, Now);
        events?.AddRange(happened);
        return happened.Aggregate(state, (next, one) => next.Apply(one));
    }

    private static RunState WrittenAndRead(RunState state) =>
        JsonSerializer.Deserialize<RunSnapshot>(JsonSerializer.Serialize(RunSnapshot.Of(state), RunJson.Line), RunJson.Line)!.ToState();

    // Without who worked on it and how far it was to go.
    private static string Results(RunState state) => JsonSerializer.Serialize(
        RunSnapshot.Of(state with { Owner = TestRuns.Owner, Resumptions = 0, EpochLimit = null, Life = RunLife.First }), RunJson.Page);
}
