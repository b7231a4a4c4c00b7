using ActorLstm.Model.Kernels;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Kernels;

public sealed class WorkerTeamTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 10)]
    [InlineData(4, 1)]
    [InlineData(4, 3)]
    [InlineData(4, 1000)]
    public void Every_piece_is_done_once_again_and_again(int size, int pieces)
    {
        using var team = new WorkerTeam(size);
        for (var round = 0; round < 200; round++)
        {
            var done = new int[pieces];
            team.Run(pieces, (piece, thread) =>
            {
                thread.Should().BeInRange(0, size - 1);
                Interlocked.Increment(ref done[piece]);
            });
            done.Should().OnlyContain(times => times == 1);
        }
    }

    [Fact]
    public void No_two_pieces_have_the_same_thread_at_once()
    {
        using var team = new WorkerTeam(4);
        var busy = new int[4];
        team.Run(2000, (_, thread) =>
        {
            Interlocked.Increment(ref busy[thread]).Should().Be(1);
            Thread.Yield();
            Interlocked.Decrement(ref busy[thread]);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void What_a_piece_throws_reaches_the_caller_and_the_team_goes_on(int size)
    {
        using var team = new WorkerTeam(size);
        var run = () => team.Run(100, (piece, _) => throw new ArithmeticException($"piece {piece}"));
        run.Should().Throw<InvalidOperationException>().WithMessage("*piece*").WithInnerException<ArithmeticException>();
        var done = 0;
        team.Run(100, (_, _) => Interlocked.Increment(ref done));
        done.Should().Be(100);
    }
}
