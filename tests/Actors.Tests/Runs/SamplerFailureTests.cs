using Akka.Actor;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

public sealed class SamplerFailureTests : RunKit
{
    private static readonly SampleKey Chosen = new(1, 1.0, 1);

    public enum Death
    {
        Kill, PoisonPill, Stop,
    }

    [Theory]
    [InlineData(Death.Kill)]
    [InlineData(Death.PoisonPill)]
    [InlineData(Death.Stop)]
    public async Task A_sampler_that_is_killed_in_the_middle_changes_no_text(Death death)
    {
        using var middle = new Gate<SamplerAt>();
        var tools = new ScriptedTools(new FakeTools()) { OnPiece = When(at => at is { Key.Epoch: 1, Attempt: 1, Piece: 2 }, middle.Pass) };
        var (run, notices) = Begin(tools);
        await middle.Arrivals(4);
        Die(Child(run, "sampler-3"), death);
        middle.Dispose();
        var state = await notices.Closed();

        state.ShouldEqual(await Undisturbed(new FakeTools()));
        notices.Events.OfType<SamplerReplaced>().Should().ContainSingle();
        tools.Samplers.Should().HaveCount(13);
    }

    [Fact]
    public async Task A_sampler_that_throws_is_begun_again()
    {
        var tools = new ScriptedTools(new FakeTools()) { OnPiece = Throw(at => at is { Attempt: 1, Piece: 2 }) };
        var (_, notices) = Begin(tools);
        var state = await notices.Closed();
        state.ShouldEqual(await Undisturbed(new FakeTools()));
        tools.Samplers.Should().HaveCount(24);
        notices.Events.OfType<SamplerReplaced>().Should().HaveCount(12).And.AllSatisfy(replaced => replaced.Reason.Should().Be("no such character"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_sampler_that_always_throws_fails_the_run_with_the_reason(int piece)
    {
        var tools = new ScriptedTools(new FakeTools()) { OnPiece = Throw(at => at.Key == Chosen && at.Piece == piece) };
        var (_, notices) = Begin(tools);
        var state = await notices.Closed();
        state.Status.Should().Be(RunStatus.Failed);
        state.Reason.Should().Be("the sample of epoch 1, temperature 1, replica 1 failed 2 times, the last time: no such character");
        tools.Samplers.Count(job => job.Key == Chosen).Should().Be(2);
    }

    [Fact]
    [Trait("Case", "R7")]
    public async Task A_sampler_that_never_answers_is_replaced_after_its_time_out()
    {
        using var hung = new Gate<SamplerAt>();
        var tools = new ScriptedTools(new FakeTools()) { OnPiece = When(at => at.Key == Chosen && at is { Attempt: 1, Piece: 2 }, hung.Pass) };
        var (run, notices) = Begin(tools);
        await hung.Arrival();
        await AllBut(1, notices);

        await Pass(run, Supervision.SampleTimeout - TimeSpan.FromTicks(1));
        (await View(run)).State.SampleRetries.Should().BeEmpty();
        await Pass(run, TimeSpan.FromTicks(1));
        (await notices.Event<SamplerReplaced>()).Should().Match<SamplerReplaced>(
            replaced => replaced.Key == Chosen && replaced.Reason == "it gave no sign of life for 120 s");
        (await notices.Closed()).ShouldEqual(await Undisturbed(new FakeTools()));
    }

    [Fact]
    [Trait("Case", "R7")]
    public async Task A_sampler_that_never_answers_at_all_fails_the_run_with_the_reason()
    {
        using var hung = new Gate<SamplerAt>();
        var (run, notices) = Begin(new ScriptedTools(new FakeTools()) { OnPiece = When(at => at.Key == Chosen, hung.Pass) });
        await hung.Arrival();
        await AllBut(1, notices);
        await Pass(run, Supervision.SampleTimeout);
        await hung.Arrival();
        await Pass(run, Supervision.SampleTimeout);

        var state = await notices.Closed();
        state.Status.Should().Be(RunStatus.Failed);
        state.Reason.Should().EndWith("failed 2 times, the last time: it gave no sign of life for 120 s");
    }

    [Fact]
    public async Task A_sampler_that_is_slow_but_alive_is_left_alone()
    {
        using var slow = new Gate<SamplerAt>();
        var tools = new ScriptedTools(new FakeTools()) { OnPiece = When(at => at.Key == Chosen && at.Piece > 0, slow.Pass) };
        var (run, notices) = Begin(tools);
        var waited = false;
        for (var piece = 1; piece <= FakeTools.Pieces; piece++)
        {
            await slow.Arrival();
            if (!waited)
            {
                await AllBut(1, notices);
                waited = true;
            }

            await Pass(run, Supervision.SampleTimeout * 0.75);
            (await View(run)).State.SampleRetries.Should().BeEmpty();
            slow.Let();
        }

        (await notices.Closed()).Status.Should().Be(RunStatus.Completed);
        tools.Samplers.Should().HaveCount(12);
    }

    [Fact]
    public async Task A_text_that_comes_after_its_sampler_was_replaced_counts_once()
    {
        using var hung = new Gate<SamplerAt>();
        using var second = new Gate<SamplerAt>();
        var tools = new ScriptedTools(new FakeTools())
        {
            OnPiece = at =>
            {
                if (at.Key == Chosen && at.Piece == FakeTools.Pieces)
                {
                    (at.Attempt == 1 ? hung : second).Pass(at);
                }
            },
        };
        var (run, notices) = Begin(tools);
        await hung.Arrival();
        await AllBut(1, notices);
        await Pass(run, Supervision.SampleTimeout);
        await second.Arrival();

        hung.Let();
        await notices.Event<SampleGenerated>(sample => sample.Key == Chosen);
        second.Dispose();
        (await notices.Closed()).ShouldEqual(await Undisturbed(new FakeTools()));
        notices.Events.OfType<SampleGenerated>().Should().HaveCount(12);
    }

    // Everything is trained, and so many samples are left.
    private static async Task AllBut(int left, Notices notices)
    {
        var (samples, epochs) = (0, 0);
        while (samples < 12 - left || epochs < 3)
        {
            var happened = await notices.Event<IRunEvent>();
            samples += happened is SampleGenerated ? 1 : 0;
            epochs += happened is EpochTrained ? 1 : 0;
        }
    }

    private void Die(IActorRef actor, Death death)
    {
        switch (death)
        {
            case Death.Kill:
                actor.Tell(Kill.Instance);
                break;
            case Death.PoisonPill:
                actor.Tell(PoisonPill.Instance);
                break;
            default:
                Sys.Stop(actor);
                break;
        }
    }

    private static Action<SamplerAt> When(Func<SamplerAt, bool> where, Action<SamplerAt> act) => at =>
    {
        if (where(at))
        {
            act(at);
        }
    };

    private static Action<SamplerAt> Throw(Func<SamplerAt, bool> where) =>
        When(where, _ => throw new InvalidOperationException("no such character"));
}
