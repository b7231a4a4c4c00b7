using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Support;
using AwesomeAssertions;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ActorLstm.Host.Tests.Durability.Batches;

/// <summary>A batch whose runs wait for one another becomes the same, whatever happens to it on its way.</summary>
public sealed class BatchDurabilityTests(FinishedBatch finished) : IClassFixture<FinishedBatch>
{
    [Fact]
    [Trait("Case", "R1")]
    public async Task Killed_and_resumed_again_and_again_it_equals_one_that_was_not()
    {
        var runs = finished.Folder("killed");
        await DurableBatch.KillAsync(finished.Batch.Start(runs), "\"event\":\"run_begun\",\"number\":5,");
        await DurableBatch.KillAsync(DurableBatch.Resume(runs), "\"event\":\"run_stopped\"");
        await finished.Batch.RunAsync(runs, 0);
        BatchImage.Of(runs).DifferencesFrom(finished.Image).Should().BeEmpty();
        Directory.EnumerateDirectories(runs).Should().HaveCount(13, "no run was begun twice");
    }

    [Theory]
    [Trait("Case", "R13")]
    [InlineData(1)]
    [InlineData(4)]
    public async Task However_many_go_on_at_once_it_is_the_same(int atOnce)
    {
        var runs = finished.Folder($"{atOnce} at once");
        await finished.Batch.RunAsync(runs, 0, $"batch.max-concurrent={atOnce}");
        BatchImage.Of(runs).DifferencesFrom(finished.Image).Should().BeEmpty();
    }

    [Fact]
    [Trait("Case", "R2")]
    public async Task A_signal_ends_it_in_order_and_it_goes_on_from_there()
    {
        var runs = finished.Folder("signalled");
        using (var process = ActorLstmProcess.Start(finished.Batch.Start(runs)))
        {
            await process.OutputHas("\"event\":\"run_begun\",\"number\":4,");
            await process.SignalAsync("INT");
            var result = await process.WaitAsync();
            result.MustBe(130);
            result.Error.Should().Contain("interrupted").And.Contain("stopped by SIGINT").And.Contain("go on with: actorlstm resume");
        }

        ((string?)DurableBatch.Page(runs)["status"]).Should().Be("interrupted");
        (await ActorLstmProcess.RunAsync(DurableBatch.Resume(runs))).MustBe(0);
        BatchImage.Of(runs).DifferencesFrom(finished.Image).Should().BeEmpty();
    }

    [Fact]
    [Trait("Case", "R5")]
    public async Task A_second_process_on_it_is_refused_with_the_first()
    {
        var runs = finished.Folder("twice");
        using var first = ActorLstmProcess.Start(finished.Batch.Start(runs, "experiment.epochs=100000", "batch.stopping.rule=none"));
        await first.OutputHas("\"event\":\"epoch\"");
        var second = await finished.Batch.RunAsync(runs, 2);
        second.Error.Should().Contain("The batch rates (").And.Contain($"is worked on by process {first.Id}");
        first.Kill();
        (await first.WaitAsync()).MustBe(ProcessResult.Killed);
    }

    [Fact]
    public async Task Run_again_it_does_nothing_again_and_extended_only_what_is_new()
    {
        var runs = KilledRun.Copy(finished.Runs, finished.Folder("again"));
        var again = await finished.Batch.RunAsync(runs, 0);
        again.Error.Should().Contain("nothing is missing: no run was started");
        DurableBatch.Told(again, "batch_ended").Should().ContainSingle();
        DurableBatch.Told(again, "run_begun").Should().BeEmpty();
        BatchImage.Of(runs).DifferencesFrom(finished.Image).Should().BeEmpty();

        var before = DurableBatch.Ids(runs);
        var extended = await finished.Batch.RunAsync(runs, 0, "batch.include=[{ model.hidden = 16, training.learning-rate = 0.015 }, { training.learning-rate = 0.02, model.hidden = 24 }]");
        DurableBatch.Told(extended, "run_begun").Select(begun => (int)begun["number"]!).Should().Equal(13);
        DurableBatch.Told(extended, "epoch").Should().OnlyContain(epoch => (int)epoch["number"]! == 13);
        DurableBatch.Ids(runs).Take(12).Should().Equal(before);
    }

    [Fact]
    public async Task A_run_that_was_removed_is_run_again_and_comes_to_the_same()
    {
        var runs = KilledRun.Copy(finished.Runs, finished.Folder("removed"));
        var removed = DurableBatch.Ids(runs)[9]!;
        (await ActorLstmProcess.RunAsync("remove", removed, "--runs", runs)).MustBe(0);
        var again = await finished.Batch.RunAsync(runs, 0);
        DurableBatch.Told(again, "epoch").Should().NotBeEmpty().And.OnlyContain(epoch => (int)epoch["number"]! == 9);
        DurableBatch.Ids(runs)[9].Should().NotBe(removed);
        BatchImage.Of(runs).DifferencesFrom(finished.Image).Should().BeEmpty();
    }

    [Theory]
    [Trait("Case", "R4")]
    [InlineData(2)]
    [InlineData(20)]
    public async Task A_damaged_event_is_set_aside_and_the_runs_tell_what_they_had_become(int place)
    {
        var runs = KilledRun.Copy(finished.Runs, finished.Folder($"damaged at {place}"));
        var id = Path.GetFileName(DurableBatch.OnlyBatchIn(runs));
        await ChangeAsync(runs, $"UPDATE journal SET message = CAST('x' || SUBSTR(CAST(message AS TEXT), 2) AS BLOB) WHERE persistence_id = @id AND sequence_number = {place}");
        DurableBatch.PretendItWasKilled(runs);
        var result = await ActorLstmProcess.RunAsync(DurableBatch.Resume(runs));
        result.MustBe(0);
        result.Error.Should().Contain($"entries of batch {id} in the journal cannot be used (its checksum does not fit). Its first {place - 1} events are whole and the batch is what they say");
        DurableBatch.Told(result, "epoch").Should().BeEmpty("every run had ended");
        BatchImage.Of(runs).DifferencesFrom(finished.Image).Should().BeEmpty();
        Directory.EnumerateDirectories(runs).Should().HaveCount(13);
    }

    [Fact]
    [Trait("Case", "R4")]
    public async Task A_batch_without_a_page_is_resumed_from_anywhere()
    {
        var runs = KilledRun.Copy(finished.Runs, finished.Folder("resumed without a page"));
        (await ActorLstmProcess.RunAsync("remove", DurableBatch.Ids(runs)[9]!, "--runs", runs)).MustBe(0);
        File.Delete(Path.Combine(DurableBatch.OnlyBatchIn(runs), "batch.json"));
        var result = await ActorLstmProcess.RunAsync(DurableBatch.Resume(runs));
        result.MustBe(0);
        DurableBatch.Told(result, "epoch").Should().OnlyContain(epoch => (int)epoch["number"]! == 9);
        BatchImage.Of(runs).DifferencesFrom(finished.Image).Should().BeEmpty();
    }

    [Theory]
    [Trait("Case", "R4")]
    [InlineData("missing")]
    [InlineData("damaged")]
    [InlineData("old")]
    public async Task Whatever_its_page_says_a_batch_is_removed_with_all_of_its_runs(string how)
    {
        var runs = KilledRun.Copy(finished.Runs, finished.Folder($"removed with a page that is {how}"));
        var page = Path.Combine(DurableBatch.OnlyBatchIn(runs), "batch.json");
        switch (how)
        {
            case "missing":
                File.Delete(page);
                break;
            case "damaged":
                await File.WriteAllTextAsync(page, "{", TestContext.Current.CancellationToken);
                break;
            default:
                DurableBatch.PretendItWasKilled(runs, old => old["runs"]!.AsArray().Skip(4).ToList().ForEach(run => run!["run_id"] = null));
                break;
        }

        (await ActorLstmProcess.RunAsync("remove", "rates", "--runs", runs)).MustBe(0);
        Directory.EnumerateDirectories(runs, "2*", SearchOption.AllDirectories).Should().BeEmpty();
        (await DurableBatch.EventsIn(runs)).Should().Be(0);
    }

    [Fact]
    [Trait("Case", "R6")]
    public async Task What_a_killed_batch_had_under_way_is_interrupted_and_does_not_count_as_done()
    {
        var runs = KilledRun.Copy(finished.Runs, finished.Folder("looked at"));
        DurableBatch.PretendItWasKilled(runs, page => new[] { "running", "paused", "interrupted" }.Index().ToList().ForEach(run => page["runs"]![run.Index]!["status"] = run.Item));
        var listed = JsonNode.Parse((await ActorLstmProcess.RunAsync("list", "--batches", "--runs", runs, "--json")).Output)!;
        ((string?)listed["status"], (int)listed["runs"]!, (int)listed["runs_ended"]!).Should().Be(("interrupted", 12, 9));
        var shown = JsonNode.Parse((await ActorLstmProcess.RunAsync("show", "rates", "--runs", runs, "--json")).Output)!;
        shown["runs"]!.AsArray().Take(3).Select(run => (string?)run!["status"]).Should().AllBe("interrupted");

        var left = await finished.Batch.RunAsync(runs, 0, "--dry-run");
        left.Error.Should().Contain(": 9 of them are done");
        JsonNode.Parse(left.Output)!["runs"]!.AsArray().Select(run => (string?)run!["settings"]!["training.learning-rate"]).Should().Equal("0.001", "0.003", "0.01");
        var nothing = await finished.Batch.RunAsync(finished.Runs, 0, "--dry-run");
        JsonNode.Parse(nothing.Output)!["runs"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    [Trait("Case", "R4")]
    public async Task A_batch_whose_page_is_damaged_is_found_by_its_name_and_gone_on_with()
    {
        var runs = KilledRun.Copy(finished.Runs, finished.Folder("without a page"));
        await File.WriteAllTextAsync(Path.Combine(DurableBatch.OnlyBatchIn(runs), "batch.json"), "{", TestContext.Current.CancellationToken);
        DurableBatch.Told(await finished.Batch.RunAsync(runs, 0), "epoch").Should().BeEmpty();
        BatchImage.Of(runs).DifferencesFrom(finished.Image).Should().BeEmpty();
    }

    [Fact]
    [Trait("Case", "R5")]
    public async Task A_run_that_is_none_of_the_batch_is_not_taken_for_one_whatever_its_id()
    {
        var runs = KilledRun.Copy(finished.Runs, finished.Folder("beside a stranger"));
        (await ActorLstmProcess.RunAsync(finished.Batch.Start(runs, "batch.matrix=null", "experiment.name=stranger", "experiment.epochs=1"))).MustBe(0);
        var stranger = Path.GetFileName(Directory.EnumerateDirectories(runs).Single(run => !DurableBatch.Ids(runs).Values.Append("batches").Contains(Path.GetFileName(run))));
        await ChangeAsync(runs, "DELETE FROM journal WHERE persistence_id = @id");
        DurableBatch.PretendItWasKilled(runs, page => page["runs"]![0]!["run_id"] = stranger);
        var result = await ActorLstmProcess.RunAsync(DurableBatch.Resume(runs));
        result.MustBe(0);
        DurableBatch.Told(result, "run_begun").Where(begun => (int)begun["number"]! == 1).Select(begun => (string?)begun["run_id"]).Should().HaveCount(2).And.StartWith([stranger]);
        BatchImage.Of(runs).DifferencesFrom(finished.Image).Should().BeEmpty();
    }

    [Fact]
    public void It_tells_a_JSON_line_for_everything_that_happens()
    {
        var started = DurableBatch.Told(finished.Result, "batch_started").Should().ContainSingle().Which;
        ((string?)started["folder"]).Should().Be(DurableBatch.OnlyBatchIn(finished.Runs));
        started["runs"]!.AsArray().Should().HaveCount(12);
        DurableBatch.Told(finished.Result, "run_begun").Select(begun => (string?)begun["run_id"]).Should().BeEquivalentTo(DurableBatch.Ids(finished.Runs).Values);
        DurableBatch.Told(finished.Result, "epoch").Should().HaveCount(12 + 4 * 2 + 6);
        DurableBatch.Told(finished.Result, "run_advanced").Should().HaveCount(4 + 1);
        DurableBatch.Told(finished.Result, "run_stopped").Should().HaveCount(8 + 3);
        DurableBatch.Told(finished.Result, "run_ended").Select(ended => (int)ended["epochs_trained"]!).Order().Should().Equal(1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 9);
        ((string?)DurableBatch.Told(finished.Result, "batch_ended").Should().ContainSingle().Which["status"]).Should().Be("completed");
        finished.Result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Should().StartWith("{\"event\":\"batch_ended\"");
    }

    // Changes rows of the journal: those of the one batch have @id.
    private static async Task ChangeAsync(string runs, string statement)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(runs, "journal.db")};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var change = connection.CreateCommand();
        change.CommandText = statement;
        change.Parameters.AddWithValue("@id", $"batch-{Path.GetFileName(DurableBatch.OnlyBatchIn(runs))}");
        (await change.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)).Should().BePositive();
    }
}
