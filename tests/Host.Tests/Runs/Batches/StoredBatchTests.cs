using System.Text.Json;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Runs.Batches;

public sealed class StoredBatchTests : IDisposable
{
    private const string Run = "20260314-150926-k3xp";

    private static readonly DateTimeOffset At = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);
    private static readonly RunOwner Owner = new("there", 7, "token");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_batch_is_paused_once_its_runs_are()
    {
        var batch = Write(new MemberBegun(1, Run, At), new BatchPaused(At));
        var events = StoredRuns.Told(Run, epochs: 1);
        using var lease = RunLease.Take(StoredRuns.Write(folder, Run, events), Owner, TimeProvider.System);
        IsPaused(batch).Should().BeFalse("its run still trains");
        StoredRuns.Write(folder, Run, [.. events, new RunPaused(At)]);
        IsPaused(batch).Should().BeTrue();
    }

    [Fact]
    public void A_run_that_has_just_begun_is_waited_for_and_one_that_nobody_works_on_is_not()
    {
        var batch = Write(new MemberBegun(1, Run, At), new BatchPaused(At));
        using (RunLease.Take(Directory.CreateDirectory(folder["runs", Run]).FullName, Owner, TimeProvider.System))
        {
            IsPaused(batch).Should().BeFalse();
        }

        IsPaused(batch).Should().BeTrue();
    }

    [Fact]
    [Trait("Case", "R6")]
    public void Where_no_process_works_on_it_its_runs_are_interrupted()
    {
        var batch = Write(new MemberBegun(1, Run, At), new MemberBegun(2, "20260314-150926-bbbb", At), new MemberHeld(2, 1, 1.5, At));
        Statuses(batch).Should().Equal(RunStatus.Interrupted, RunStatus.Interrupted, RunStatus.Queued);
        using (RunLease.Take(batch, Owner, TimeProvider.System))
        {
            Statuses(batch).Should().Equal(RunStatus.Running, RunStatus.Paused, RunStatus.Queued);
        }
    }

    [Theory]
    [Trait("Case", "F31")]
    [InlineData("{\"format\": 1}")]
    [InlineData("{\"format\": 2, \"id\": 17}")]
    public async Task A_batch_whose_page_a_newer_version_wrote_is_refused_and_left_as_it_is(string page)
    {
        var path = folder.Write("runs/batches/20260314-150926-batc/batch.json", page);
        folder.Write("runs/batches/20260314-150926-batc/batch.conf", "actorlstm { experiment.name = rates, corpus.source = sample, batch.matrix { experiment.seed = [1, 2] } }");
        var batch = StoredBatch.Read(Path.GetDirectoryName(path)!);
        (batch.Status, batch.Reason).Should().Be((RunStatus.Interrupted, "a newer version of the program wrote its batch.json"));
        batch.Invoking(stored => stored.RequireFree()).Should().Throw<InvalidInputException>().WithMessage($"A newer version of the program wrote {path}, in a format that this version cannot read. Use the newer version.");

        foreach (var verb in new[] { new[] { "resume", "rates" }, ["cancel", "rates"] })
        {
            var refused = await ActorLstmProcess.RunAsync([.. verb, "--runs", folder["runs"]]);
            refused.MustBe(2);
            refused.Error.Should().Contain($"A newer version of the program wrote {path}");
        }

        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Should().Be(page);
    }

    [Fact]
    [Trait("Case", "F31")]
    public void A_submission_that_a_newer_version_wrote_is_not_overwritten()
    {
        var path = folder.Write($"runs/{Run}/submission.json", "{\"format\": 1, \"name\": \"small\", \"wish\": \"run\", \"priority\": 0, \"submitted_at\": \"2026-03-14T15:09:26Z\"}");
        folder.Write($"runs/{Run}/run.json", "");
        Submission.TryRead(Path.GetDirectoryName(path)!).Should().BeNull();
        FluentActions.Invoking(() => Submission.Read(Path.GetDirectoryName(path)!)).Should().Throw<InvalidInputException>().WithMessage($"A newer version of the program wrote {path}*");
        StoredRun.Read(Path.GetDirectoryName(path)!).Reason.Should().Be("a newer version of the program wrote its submission.json");
        folder.Write($"runs/{Run}/submission.json", "{\"format\": ");
        Submission.Read(Path.GetDirectoryName(path)!).Should().BeNull("it is damaged");
    }

    private static IEnumerable<RunStatus> Statuses(string batch) => StoredBatch.Read(batch).Document!.Runs.Select(run => run.Status);

    private static bool IsPaused(string batch)
    {
        using var lease = RunLease.Take(batch, Owner, TimeProvider.System);
        return new RunRequest(RequestKind.Pause, "").IsCarriedOut(StoredBatch.Read(batch));
    }

    // The page of a batch of three runs.
    private string Write(params IEnumerable<IBatchEvent> events)
    {
        var members = Enumerable.Range(1, 3).Select(number => new BatchMember(number, $"identity-{number}", new Dictionary<string, string>(), 9, 0)).ToList();
        var state = new IBatchEvent[] { new BatchStarted("20260314-150926-batc", "rates", At), new MembersAdded(members, At), new BatchTaken(Owner, new BatchOptions(), [], [], "/home", At) }
            .Concat(events)
            .Aggregate(BatchState.Initial, (batch, happened) => batch.Apply(happened));
        folder.Write($"runs/batches/{state.Id}/{BatchPageActor.FileName}", JsonSerializer.Serialize(BatchDocument.Of(state), RunJson.Page));
        return folder["runs", "batches", state.Id];
    }
}
