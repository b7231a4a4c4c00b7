using ActorLstm.Actors.Messages;
using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

/// <summary>Commands in any order, many of them late, repeated or about nothing, never bring a run out of order.</summary>
public sealed class RunStateProperties
{
    private static readonly DateTimeOffset Epoch0 = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    private static readonly Gen<RunPlan> Plans = Gen.Select(
        Gen.Int[1, 4], Gen.Int[0, 3], Gen.Int[1, 2], Gen.Int[1, 3], Gen.Int[0, 2],
        (epochs, temperatures, replicas, every, retries) =>
            new RunPlan(epochs, [.. Enumerable.Range(1, temperatures).Select(i => i / 2.0)], replicas, every, retries, new DivergenceOptions { Policy = DivergencePolicy.Stop }));

    // What happens next, and a number that picks which of several it happens to.
    private static readonly Gen<(Move Move, int Pick)[]> Moves = Gen.Select(
        Gen.Frequency(
            (20, Gen.Const(Move.NextEpoch)),
            (40, Gen.Const(Move.DueText)),
            (20, OneOf(Move.AnyEpoch, Move.AnyText, Move.TrainerFails, Move.SamplerFails, Move.AnySamplerFails, Move.Start)),
            (1, OneOf(Move.Cancel, Move.Interrupt, Move.Fail, Move.Diverge))),
        Gen.Int[0, 1000],
        (move, pick) => (move, pick)).Array[0, 80];

    private enum Move
    {
        Start, NextEpoch, AnyEpoch, DueText, AnyText, TrainerFails, SamplerFails, AnySamplerFails, Cancel, Interrupt, Fail, Diverge,
    }

    [Fact]
    public void Any_commands_leave_a_legal_state_with_no_sample_twice_and_none_lost() =>
        Gen.Select(Plans, Moves, Gen.Int[1, 3]).Sample((plan, moves, checkpointEvery) =>
        {
            foreach (var (state, _) in Play(plan, moves, checkpointEvery))
            {
                RequireLegal(state, plan);
            }
        });

    [Fact]
    public void The_events_written_and_read_again_give_the_same_state() =>
        Gen.Select(Plans, Moves, Gen.Int[1, 3]).Sample((plan, moves, checkpointEvery) =>
        {
            var steps = Play(plan, moves, checkpointEvery);
            var replayed = steps.SelectMany(step => step.Events).Select(WrittenAndRead).Aggregate(RunState.Initial, (state, happened) => state.Apply(happened));
            RequireSame(replayed, steps[^1].State);
        });

    [Fact]
    public void Nothing_happens_after_the_end() =>
        Gen.Select(Plans, Moves, Gen.Int[1, 3]).Sample((plan, moves, checkpointEvery) =>
        {
            var events = Play(plan, moves, checkpointEvery).SelectMany(step => step.Events).ToList();
            events.FindIndex(happened => happened is RunEnded).Should().BeOneOf(-1, events.Count - 1);
        });

    [Fact]
    public void Whatever_went_before_epochs_and_texts_complete_the_run_unless_it_had_ended() =>
        Gen.Select(Plans, Moves, Gen.Int[1, 3], Gen.Int[0, 1000]).Sample((plan, moves, checkpointEvery, pick) =>
        {
            var before = Play(plan, moves, checkpointEvery)[^1].State;
            var rest = Enumerable.Repeat((Move.NextEpoch, pick), plan.Epochs)
                .Concat(Enumerable.Repeat((Move.DueText, pick), plan.Epochs * plan.Temperatures.Count * plan.Replicas));
            var after = Play(plan, [.. moves, .. rest], checkpointEvery)[^1].State;
            after.Status.Should().Be(before switch
            {
                { IsRunning: false } => before.Status,
                { Divergence: not null } => RunStatus.Diverged,
                _ => RunStatus.Completed,
            });
        });

    private static Gen<Move> OneOf(params Move[] moves) => Gen.Int[0, moves.Length - 1].Select(i => moves[i]);

    private static List<(RunState State, IReadOnlyList<IRunEvent> Events)> Play(RunPlan plan, (Move Move, int Pick)[] moves, int checkpointEvery)
    {
        var steps = new List<(RunState State, IReadOnlyList<IRunEvent> Events)>();
        var state = RunState.Initial;
        foreach (var (move, pick) in moves.Prepend((Move.Start, 0)))
        {
            var events = state.Decide(Command(state, plan, move, pick, checkpointEvery), Epoch0.AddSeconds(steps.Count));
            state = events.Aggregate(state, (state, happened) => state.Apply(happened));
            steps.Add((state, events));
        }

        return steps;
    }

    private static IRunCommand Command(RunState state, RunPlan plan, Move move, int pick, int checkpointEvery)
    {
        var any = new SampleKey(1 + pick % 5, (1 + pick / 5 % 4) / 2.0, pick / 20 % 3);
        var due = state.OutstandingSamples.Select(job => job.Key).ToList();
        var key = due.Count > 0 ? due[pick % due.Count] : any;
        return move switch
        {
            Move.Start => TestRuns.Start(plan),
            Move.NextEpoch => Epoch(state.Epochs.Count + 1),
            Move.AnyEpoch => Epoch(pick % 7),
            Move.DueText => Text(key),
            Move.AnyText => Text(any),
            Move.TrainerFails => new RecordTrainerFailure("broken"),
            Move.SamplerFails => new RecordSamplerFailure(key, "broken"),
            Move.AnySamplerFails => new RecordSamplerFailure(any, "broken"),
            Move.Cancel => new CancelRun(),
            Move.Interrupt => new InterruptRun("the process ends"),
            Move.Fail => new FailRun("no room"),
            _ => new RecordDivergence(new SliceProgress(state.Epochs.Count + 1, 2, 3, 20, double.NaN, 1, 0.01, double.NaN, "the loss became NaN")),
        };

        RecordEpoch Epoch(int epoch) => new(
            new SliceProgress(epoch, 3, 3, 30, 1.0 / Math.Max(epoch, 1), 1, 0.01, 1),
            epoch % checkpointEvery == 0 || plan.SamplesOf(epoch).Any() ? new WrittenCheckpoint(FakeTools.Checkpoint(epoch), FakeTools.SeedText(epoch)) : null);

        static RecordSamples Text(SampleKey key) => new(new SampleFinished(
            new SampleJob(key, FakeTools.Checkpoint(key.Epoch), FakeTools.SeedText(key.Epoch)),
            new FinishedText($"text of {key}", new SampleMeasures(-1, 1), 0.5, "here")));
    }

    private static void RequireLegal(RunState state, RunPlan plan)
    {
        state.Epochs.Keys.Should().Equal(Enumerable.Range(1, state.Epochs.Count));
        state.Epochs.Count.Should().BeLessThanOrEqualTo(plan.Epochs);
        var due = state.Epochs.Keys.SelectMany(plan.SamplesOf).ToList();
        state.Samples.Keys.Should().BeSubsetOf(due);
        state.OutstandingSamples.Should().OnlyHaveUniqueItems();
        if (state.IsRunning)
        {
            state.OutstandingSamples.Select(job => job.Key).Concat(state.Samples.Keys).Should().BeEquivalentTo(due);
            (state.NeedsTraining || state.OutstandingSamples.Any()).Should().BeTrue("a run with nothing left to do is completed");
        }
        else
        {
            state.OutstandingSamples.Should().BeEmpty();
            state.NeedsTraining.Should().BeFalse();
            state.EndedAt.Should().NotBeNull();
        }

        (state.Status == RunStatus.Completed).Should().Be(
            state.Epochs.Count == plan.Epochs && state.Samples.Count == due.Count, "that is what completed means");
        state.TrainerRetries.Should().BeInRange(0, plan.MaxRetries);
        state.SampleRetries.Values.Should().AllSatisfy(retries => retries.Should().BeInRange(1, plan.MaxRetries));
        state.SampleRetries.Keys.Should().BeSubsetOf(due.Except(state.Samples.Keys));
    }

    // What is in the record and not in its properties would be lost to whoever stores the events.
    private static IRunEvent WrittenAndRead(IRunEvent happened) =>
        (IRunEvent)JsonSerializer.Deserialize(JsonSerializer.Serialize(happened, happened.GetType(), RunJson.Line), happened.GetType(), RunJson.Line)!;

    // Records compare collections by reference: what a snapshot holds of them is compared as text.
    private static void RequireSame(RunState state, RunState other) => Text(state).Should().Be(Text(other));

    private static string Text(RunState state) => JsonSerializer.Serialize(RunSnapshot.Of(state), RunJson.Page);
}
