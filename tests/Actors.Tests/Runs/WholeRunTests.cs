using Akka.Actor;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

/// <summary>Runs with torch and files. The clock stands still, so that every slice is one batch.</summary>
public sealed class WholeRunTests : RunKit
{
    /// <inheritdoc/>
    protected override int? SharedSamplerThreads => 2;

    [Fact]
    public async Task A_run_learns_and_leaves_its_files()
    {
        using var real = new RealTools(Clock);
        var (_, notices) = Begin(real.Tools, real.Plan, folder: real.Folder);
        var state = await notices.Closed();

        state.Status.Should().Be(RunStatus.Completed, state.Reason);
        state.Losses()[1].Should().BeLessThan(state.Losses()[0]);
        File.ReadAllText(real[RunFolder.RunFile]).Should().Contain("\"completed\"");
        File.ReadAllLines(real[RunFolder.MetricsFile]).Should().HaveCount(2);
        File.ReadAllLines(real[RunFolder.SamplesFile]).Should().HaveCount(4);
        state.Epochs.Values.Should().AllSatisfy(epoch => Directory.Exists(real.PathOf(epoch.Checkpoint!)).Should().BeTrue());
    }

    [Fact]
    public async Task The_texts_of_an_epoch_share_one_seed_text_of_the_corpus_and_have_the_length_that_was_asked_for()
    {
        using var real = new RealTools(Clock);
        var state = await Undisturbed(real.Tools, real.Plan);
        foreach (var epoch in state.Samples.Values.GroupBy(sample => sample.Key.Epoch))
        {
            var seedText = epoch.Select(sample => sample.SeedText).Distinct().Should().ContainSingle().Subject;
            seedText.Should().HaveLength(real.Experiment.Windows.MaxLength);
            Texts.Proverbs.TextAt(0, Texts.Proverbs.Length).Should().Contain(seedText);
            epoch.Should().AllSatisfy(sample => sample.Text.Should().HaveLength(50));
            epoch.Select(sample => sample.Text).Should().OnlyHaveUniqueItems();
        }
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_losses_and_texts_alone_and_beside_others_and_another_seed_does_not()
    {
        using var alone = new RealTools(Clock);
        var expected = await Undisturbed(alone.Tools, alone.Plan);

        using var same = new RealTools(Clock);
        using var other = new RealTools(Clock, seed: 8);
        var (_, sameNotices) = Begin(same.Tools, same.Plan, "same");
        var (_, otherNotices) = Begin(other.Tools, other.Plan, "other");
        (await sameNotices.Closed()).ShouldEqual(expected);
        var different = await otherNotices.Closed();
        different.Losses().Should().NotIntersectWith(expected.Losses());
        different.Texts().Select(sample => sample.Text).Should().NotIntersectWith(expected.Texts().Select(sample => sample.Text));
    }

    [Fact]
    public async Task Killed_samplers_and_trainers_change_nothing()
    {
        using var undisturbed = new RealTools(Clock);
        var expected = await Undisturbed(undisturbed.Tools, undisturbed.Plan);

        using var real = new RealTools(Clock);
        using var sampler = new Gate<SamplerAt>();
        using var trainer = new Gate<TrainerAt>();
        var key = real.Plan.SamplesOf(1).First();
        var tools = new ScriptedTools(real.Tools)
        {
            OnPiece = at =>
            {
                if (at.Key == key && at is { Attempt: 1, Piece: 2 })
                {
                    sampler.Pass(at);
                }
            },
            OnSlice = at =>
            {
                if (at is { Attempt: 1, Epoch: 2, Batch: 5 })
                {
                    trainer.Pass(at);
                }
            },
        };
        var (run, notices) = Begin(tools, real.Plan);
        await sampler.Arrival();
        await trainer.Arrival();
        Child(run, "sampler-2").Tell(Kill.Instance);
        Child(run, "trainer-1").Tell(Kill.Instance);
        sampler.Dispose();
        trainer.Dispose();

        (await notices.Closed()).ShouldEqual(expected);
        notices.Events.OfType<SamplerReplaced>().Should().ContainSingle().Which.Key.Should().Be(key);
        tools.Trainers.Select(from => from?.Epoch).Should().Equal(null, 1);
        tools.DisposedTrainers.Should().Be(2);
    }

    [Fact]
    public async Task A_run_that_is_opened_again_ends_as_if_it_had_never_stopped()
    {
        using var undisturbed = new RealTools(Clock);
        var expected = await Undisturbed(undisturbed.Tools, undisturbed.Plan);

        using var real = new RealTools(Clock);
        using var trainer = new Gate<TrainerAt>();
        using var samplers = new Gate<SamplerAt>();
        var (run, _) = Begin(
            new ScriptedTools(real.Tools)
            {
                OnPiece = samplers.Pass,
                OnSlice = at =>
                {
                    if (at is { Epoch: 2, Batch: 5 })
                    {
                        trainer.Pass(at);
                    }
                },
            },
            real.Plan);
        await trainer.Arrival();
        await samplers.Arrival();
        await Stop(run, trainer, samplers);

        var tools = new ScriptedTools(real.Tools);
        var (_, notices) = Coordinate(tools, folder: real.Folder);
        (await notices.Closed()).ShouldEqual(expected);
        tools.Trainers.Select(from => from?.Epoch).Should().Equal(1);
        File.ReadAllLines(real[RunFolder.MetricsFile]).Should().HaveCount(2);
        File.ReadAllLines(real[RunFolder.SamplesFile]).Should().HaveCount(4);
    }
}
