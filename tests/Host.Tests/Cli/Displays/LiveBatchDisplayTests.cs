using System.Runtime.CompilerServices;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Batches;
using ActorLstm.Model.Training;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli.Displays;

public sealed class LiveBatchDisplayTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    [Fact]
    public async Task A_run_that_was_lost_has_no_line_any_more()
    {
        var screen = new Screen();
        await new LiveBatchDisplay(screen.Console).ShowAsync(Notices(screen, TestContext.Current.CancellationToken));
        var shown = screen.ToString();
        shown[shown.LastIndexOf("0 of 2 runs done", StringComparison.Ordinal)..].Should().Contain("run 2  epoch 1/9").And.NotContain("run 1  epoch");
    }

    private static async IAsyncEnumerable<IBatchNotice> Notices(Screen screen, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var batch = BatchState.Initial;
        var members = Enumerable.Range(1, 2).Select(number => new BatchMember(number, $"identity-{number}", new Dictionary<string, string>(), 9, 0)).ToList();
        foreach (var happened in new IBatchEvent[] { new BatchStarted("20260314-150926-batc", "rates", At), new MembersAdded(members, At) })
        {
            batch = batch.Apply(happened);
            yield return new BatchChanged(happened, batch);
        }

        foreach (var number in new[] { 1, 2 })
        {
            yield return new BatchRunNotice(batch.Members[number], new RunProgressed(new SliceProgress(1, 10, 100, 10, 1.5, 1, 0.01, 1.5)));
        }

        await screen.Shows("run 1  epoch 1/9").WaitAsync(TimeSpan.FromSeconds(20), cancellation);
        var lost = new MemberEnded(1, new MemberResult(RunStatus.Failed, "its journal cannot be used", 0, null, null), At);
        batch = batch.Apply(lost);
        yield return new BatchChanged(lost, batch);
        await screen.Shows("1 of 2 runs done").WaitAsync(TimeSpan.FromSeconds(20), cancellation);
        yield return new BatchClosed(batch, null);
    }
}
