using System.Runtime.CompilerServices;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Model.Training;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli.Displays;

public sealed class LiveRunDisplayTests
{
    [Fact]
    public async Task A_trainer_that_goes_back_to_an_earlier_epoch_gets_a_bar_of_that_epoch()
    {
        var screen = new Screen();
        var ended = await new LiveRunDisplay(screen.Console).ShowAsync(Notices(screen, TestContext.Current.CancellationToken));
        ended.State.Should().Be(RunState.Initial);
    }

    private static async IAsyncEnumerable<IRunNotice> Notices(Screen screen, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var (epoch, batch) in new[] { (5, 40), (3, 10), (4, 90) })
        {
            yield return new RunProgressed(new SliceProgress(epoch, batch, 100, batch, 1.5, 1, 0.01, 1.5));
            await screen.Shows($"epoch {epoch}/").WaitAsync(TimeSpan.FromSeconds(20), cancellation);
        }

        yield return new RunClosed(RunState.Initial);
    }
}
