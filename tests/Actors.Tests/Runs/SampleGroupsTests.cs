using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

public sealed class SampleGroupsTests : RunKit
{
    private const int Most = 64;

    private static readonly RunPlan Many = TestRuns.Plan with { Epochs = 1, Temperatures = [0.5, 1.0], Replicas = 50, MaxRetries = 2 };

    [Fact]
    public void Few_texts_have_a_sampler_each()
    {
        var state = StateBuilder.Begun(TestRuns.Plan with { Replicas = 32 }).Epoch(1);
        Groups(state).Should().HaveCount(64).And.OnlyContain(group => group.Count == 1);
    }

    [Fact]
    public void Many_texts_grow_together_where_they_have_the_same_checkpoint_and_seed_text()
    {
        var state = StateBuilder.Begun(Many with { Epochs = 2, SeedTexts = ["one", "two"], Replicas = 21 }).Epoch(1).Epoch(2);
        var groups = Groups(state);
        groups.SelectMany(group => group).Should().Equal(state.OutstandingSamples);
        groups.Should().AllSatisfy(group =>
        {
            group.Count.Should().BeLessThanOrEqualTo(16);
            group.Select(job => (job.Checkpoint, job.SeedText)).Distinct().Should().ContainSingle();
        });
    }

    [Fact]
    public void A_text_that_failed_grows_alone()
    {
        var failed = new SampleKey(1, 0.5, 3);
        var state = StateBuilder.Begun(Many).Epoch(1).Apply(new SamplerReplaced(failed, "no such character", 1, StateBuilder.At));
        Groups(state).Should().ContainSingle(group => group.Any(job => job.Key == failed)).Which.Should().ContainSingle();
    }

    [Fact]
    public async Task A_text_that_fails_for_ever_names_itself_and_takes_no_other_with_it()
    {
        var poison = new SampleKey(1, 1.0, 7);
        var (_, notices) = Begin(new ScriptedTools(new FakeTools()) { OnPiece = at => Fail(at.Key == poison) }, Many);
        var state = await notices.Closed();
        state.Reason.Should().Be("the sample of epoch 1, temperature 1, replica 7 failed 3 times, the last time: no such character");
        notices.Events.OfType<SamplerReplaced>().Where(replaced => replaced.Key != poison).Should().OnlyContain(replaced => replaced.Attempt == 1);
    }

    [Fact]
    public async Task A_group_whose_sampler_failed_once_is_generated_all_the_same()
    {
        var (_, notices) = Begin(new ScriptedTools(new FakeTools()) { OnPiece = at => Fail(at is { Key.Replica: 7, Attempt: 1, Piece: 2 }) }, Many);
        (await notices.Closed()).ShouldEqual(await Undisturbed(new FakeTools(), Many));
    }

    private static List<IReadOnlyList<SampleJob>> Groups(RunState state) => [.. SampleGroups.Of([.. state.OutstandingSamples], state, Most)];

    private static void Fail(bool condition)
    {
        if (condition)
        {
            throw new InvalidOperationException("no such character");
        }
    }
}
