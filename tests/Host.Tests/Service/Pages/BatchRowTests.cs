using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Comparing;
using ActorLstm.Host.Web.Pages;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service.Pages;

/// <summary>What the page of a batch says of each of its runs.</summary>
public sealed class BatchRowTests
{
    [Theory]
    [InlineData(RunStatus.Queued, 0, "queued", "waits for a slot")]
    [InlineData(RunStatus.Running, 0, "queued", "waits for a slot")]
    [InlineData(RunStatus.Running, 3, "queued", "waits for a slot")]
    [InlineData(RunStatus.Paused, 3, "paused", "waits for the other runs after epoch 3")]
    [InlineData(RunStatus.Completed, 9, "completed", "")]
    [InlineData(RunStatus.Completed, 3, "stopped", "")]
    [InlineData(RunStatus.Diverged, 3, "diverged", "")]
    public void A_run_that_nothing_works_on_stands_as_its_batch_tells(RunStatus status, int epochs, string word, string fate)
    {
        var row = RowsOf(Batch(Member(1, status, epochs)), [], Unknown).Should().ContainSingle().Which;
        (row.Word, row.Fate, row.EpochsTrained, row.LastLoss).Should().Be((word, fate, epochs, epochs == 0 ? null : 3.0));
        row.RunId.Should().BeNull("there is no such run any more");
    }

    [Theory]
    [InlineData(RunStatus.Running, "running", "goes on after epoch 3")]
    [InlineData(RunStatus.Paused, "paused", "")]
    [InlineData(RunStatus.Queued, "queued", "waits for a slot")]
    public void A_run_that_is_under_way_tells_itself_how_far_it_is(RunStatus now, string word, string fate)
    {
        var row = RowsOf(Batch(Member(1, RunStatus.Running, 3)), [Run(1, now)], id => new MemberResult(now, null, 5, id == "run-1" ? 2.75 : null, 2.625))[0];
        (row.RunId, row.Word, row.Fate, row.EpochsTrained, row.LastLoss, row.BestLoss).Should().Be(("run-1", word, fate, 5, 2.75, 2.625), "its batch compares other losses than its own page shows");
    }

    [Fact]
    public void A_run_of_another_process_has_the_losses_that_its_batch_knows()
    {
        var row = RowsOf(Batch(Member(1, RunStatus.Running, 3)), [Run(1, RunStatus.Running)], Unknown)[0];
        (row.Word, row.EpochsTrained, row.LastLoss, row.BestLoss).Should().Be(("running", 5, 3.0, null));
    }

    [Fact]
    public void What_has_ended_stands_as_its_batch_tells_whatever_the_run_says()
    {
        var row = RowsOf(Batch(Member(1, RunStatus.Completed, 3) with { Reason = "stopped after epoch 3: number 2 of 2" }), [Run(1, RunStatus.Running)], Unknown)[0];
        (row.RunId, row.Word, row.Fate, row.EpochsTrained).Should().Be(("run-1", "stopped", "stopped after epoch 3: number 2 of 2", 3));
    }

    [Fact]
    public void Runs_that_have_not_begun_wait_for_their_batch_where_it_is_paused_and_for_nothing_where_it_has_ended()
    {
        var waiting = Batch(Member(1, RunStatus.Queued, 0));
        RowsOf(waiting with { Status = RunStatus.Paused }, [], Unknown)[0].Fate.Should().Be("waits until the batch goes on");
        RowsOf(waiting with { Status = RunStatus.Cancelled, EndedAt = DateTimeOffset.UnixEpoch }, [], Unknown)[0].Fate.Should().Be("the batch ended before its turn");
    }

    [Fact]
    public void Rows_are_equal_while_nothing_changes()
    {
        var batch = Batch(Member(1, RunStatus.Running, 3));
        RowsOf(batch, [Run(1, RunStatus.Running)], Unknown).Should().Equal(RowsOf(batch, [Run(1, RunStatus.Running)], Unknown));
        RowsOf(batch, [Run(1, RunStatus.Running) with { EpochsTrained = 6 }], Unknown).Should().NotEqual(RowsOf(batch, [Run(1, RunStatus.Running)], Unknown));
    }

    private static IReadOnlyList<BatchRow> RowsOf(BatchDocument batch, IReadOnlyList<RunOverview> runs, Func<string, MemberResult?> progress) => BatchRow.Of(batch, BatchRanking.Of(batch).Runs, runs, progress);

    private static MemberResult? Unknown(string run) => null;

    private static MemberFacts Member(int number, RunStatus status, int epochs) => new(
        number, $"rates {number}", status == RunStatus.Queued ? null : $"run-{number}", $"identity-{number}", Settings, status, null, 9, epochs, epochs == 0 ? null : 3, null, epochs is 0 or 9 ? [] : [new ComparisonFacts(epochs, 3)]);

    private static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["model.hidden"] = "8" };

    private static RunOverview Run(int number, RunStatus status) => new($"run-{number}", $"rates {number}", status, null, 9, 5, 2.5, 2.25, DateTimeOffset.UnixEpoch, null, null, "", null, null);

    private static BatchDocument Batch(params MemberFacts[] runs) => new()
    {
        Id = "batch",
        Name = "rates",
        Status = RunStatus.Running,
        Reason = null,
        Options = new BatchOptions { MaxConcurrent = 1 },
        ConfigurationFolder = "/home",
        StartedAt = DateTimeOffset.UnixEpoch,
        EndedAt = null,
        Runs = runs,
    };
}
