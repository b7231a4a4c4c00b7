using System.Text.Json;
using System.Text.Json.Nodes;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Model.Training;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Actors.Tests.Projections;

public sealed class RunFolderTests : IDisposable
{
    private static readonly RunPlan Plan = TestRuns.Plan;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_page_of_a_run_says_what_it_is_and_how_it_stands()
    {
        new RunFolder(folder.Path).Update(StateBuilder.Begun().Epoch(1).Epoch(2).End(RunStatus.Failed, "no \"space\" left"));
        var page = JsonDocument.Parse(File.ReadAllText(folder[RunFolder.RunFile])).RootElement;
        page.EnumerateObject().Select(property => property.Name).Should().Equal(
            "id", "name", "status", "reason", "corpus", "parameters", "seed", "device", "threads", "kernel", "epochs", "epochs_trained", "progress", "last_loss", "best_loss",
            "started_at", "ended_at", "resumptions", "drift", "divergences", "owner", "versions", "machine", "batch", "sweep", "notes");
        page.GetProperty("id").GetString().Should().Be("test");
        page.GetProperty("status").GetString().Should().Be("failed");
        page.GetProperty("reason").GetString().Should().Be("no \"space\" left");
        page.GetProperty("epochs").GetInt32().Should().Be(3);
        page.GetProperty("epochs_trained").GetInt32().Should().Be(2);
        page.GetProperty("progress").ValueKind.Should().Be(JsonValueKind.Null);
        page.GetProperty("owner").GetRawText().Should().Contain("\"host\": ").And.Contain("\"process\": ").And.NotContain("token");
        page.GetProperty("started_at").GetDateTimeOffset().Should().Be(StateBuilder.At);
        page.GetProperty("ended_at").GetDateTimeOffset().Should().Be(StateBuilder.At.AddMinutes(1));
        page.GetProperty("corpus").EnumerateObject().Select(property => property.Name).Should().Equal(
            "name", "sha256", "characters", "distinct", "windows", "origin", "fallback");
        page.GetProperty("versions").GetProperty("actorlstm").GetString().Should().Be("0.1.0");
    }

    [Fact]
    public void The_page_says_how_far_training_is_and_what_has_become_of_it_on_the_way()
    {
        var back = new TrainingDiverged(2, 7, double.PositiveInfinity, "the loss is no number", DivergencePolicy.Rollback, FakeTools.Checkpoint(1), 0.5, StateBuilder.At);
        var state = StateBuilder.Begun().Epoch(1, 2.5).Apply(back)
            .Apply(new RunResumed(new RunOwner("other", 77, "token"), ["threads: 1 instead of 2"], null, null, StateBuilder.At))
            .Epoch(2, double.NaN)
            .Apply(new ProgressSaved(FakeTools.Checkpoint(3) with { Batch = 40 }, StateBuilder.At));
        new RunFolder(folder.Path).Update(state);
        var page = JsonNode.Parse(File.ReadAllText(folder[RunFolder.RunFile]))!;
        page["progress"]!.ToJsonString().Should().Be("""{"epoch":3,"batch":40}""");
        ((string?)page["last_loss"]).Should().Be("NaN");
        ((double?)page["best_loss"]).Should().Be(2.5);
        ((int?)page["resumptions"]).Should().Be(1);
        page["drift"]!.ToJsonString().Should().Be("""["threads: 1 instead of 2"]""");
        page["divergences"]!.ToJsonString().Should().Be(
            """[{"epoch":2,"batch":7,"loss":"Infinity","reason":"the loss is no number","action":"rollback","rolled_back_to":1,"rate_factor":0.5}]""");
        page["owner"]!.ToJsonString().Should().Be("""{"host":"other","process":77}""");
    }

    [Theory]
    [InlineData(RunStatus.Completed, "completed")]
    [InlineData(RunStatus.Diverged, "diverged")]
    [InlineData(RunStatus.Cancelled, "cancelled")]
    [InlineData(RunStatus.Interrupted, "interrupted")]
    [InlineData(RunStatus.Failed, "failed")]
    public void Each_status_has_its_word(RunStatus status, string word)
    {
        new RunFolder(folder.Path).Update(StateBuilder.Begun().End(status));
        File.ReadAllText(folder[RunFolder.RunFile]).Should().Contain($"\"status\": \"{word}\"");
    }

    [Fact]
    public void A_line_of_metrics_has_the_keys_that_scripts_know()
    {
        new RunFolder(folder.Path).Update(StateBuilder.Begun().Epoch(1));
        File.ReadAllText(folder[RunFolder.MetricsFile]).Should().Be(
            "{\"epoch\":1,\"loss\":1.5,\"validation_loss\":null,\"seconds\":2,\"sequences_per_second\":123.5,\"learning_rate\":0.01,"
            + $"\"checkpoint\":\"{FakeTools.Checkpoint(1).Sha256}\"}}\n");
    }

    [Fact]
    [Trait("Case", "R9")]
    public void A_line_of_samples_has_the_keys_that_scripts_know_and_says_what_is_no_number()
    {
        var plan = Plan with { Epochs = 1, Temperatures = [0.5], Replicas = 1 };
        new RunFolder(folder.Path).Update(StateBuilder.Begun(plan).Epoch(1).Text(new SampleKey(1, 0.5, 0)));
        File.ReadAllText(folder[RunFolder.SamplesFile]).Should().Be(
            "{\"epoch\":1,\"temperature\":0.5,\"replica\":0,\"seed_text\":\"seed text of epoch 1\",\"text\":\"text of epoch 1, temperature 0.5, replica 0\","
            + $"\"seconds\":0.123,\"node\":\"here\",\"checkpoint\":\"{FakeTools.Checkpoint(1).Sha256}\","
            + "\"metrics\":{\"log_probability\":-1.5,\"entropy\":\"NaN\"}}\n");
    }

    [Theory]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(double.PositiveInfinity, "\"Infinity\"")]
    [InlineData(double.NegativeInfinity, "\"-Infinity\"")]
    [Trait("Case", "R9")]
    public void A_loss_that_is_no_number_is_written_as_a_string(double loss, string written)
    {
        new RunFolder(folder.Path).Update(StateBuilder.Begun().Epoch(1, loss));
        File.ReadAllText(folder[RunFolder.MetricsFile]).Should().Contain($"\"loss\":{written},");
    }

    [Fact]
    public void The_lines_stand_in_the_same_order_whatever_the_order_in_which_samples_finish() =>
        Gen.Shuffle(Plan.SamplesOf(1).Concat(Plan.SamplesOf(2)).Concat(Plan.SamplesOf(3)).ToArray()).Sample(
            keys =>
            {
                using var fresh = new TemporaryFolder();
                var files = new RunFolder(fresh.Path);
                var state = StateBuilder.Begun();
                foreach (var epoch in Enumerable.Range(1, 3))
                {
                    state = state.Epoch(epoch);
                    files.Update(state);
                }

                foreach (var key in keys)
                {
                    state = state.Text(key);
                    files.Update(state);
                    Lines(fresh).Should().OnlyHaveUniqueItems();
                }

                Lines(fresh).Should().Equal(Enumerable.Range(1, 3).SelectMany(Plan.SamplesOf));
                File.ReadAllLines(fresh[RunFolder.MetricsFile]).Should().HaveCount(3);
            },
            iter: 30,
            threads: 1);

    [Fact]
    public void An_epoch_is_written_once_all_its_samples_are_there()
    {
        var files = new RunFolder(folder.Path);
        var state = StateBuilder.Begun().Epoch(1).Epoch(2).Texts(2);
        files.Update(state);
        Lines(folder).Should().BeEmpty("those of epoch 1 come first");
        files.Update(state.Texts(1));
        Lines(folder).Should().Equal(Plan.SamplesOf(1).Concat(Plan.SamplesOf(2)));
    }

    [Fact]
    public void A_run_that_is_paused_while_texts_are_due_has_all_of_them_once_it_went_on()
    {
        var files = new RunFolder(folder.Path);
        var state = StateBuilder.Begun().Epoch(1).Text(new SampleKey(1, 0.5, 1)).Apply(new RunPaused(StateBuilder.At));
        files.Update(state);
        Lines(folder).Should().BeEmpty("the first text is still due");
        state = state.Apply(new RunContinued(StateBuilder.At));
        files.Update(state);
        files.Update(Plan.SamplesOf(1).Where(key => !state.Samples.ContainsKey(key)).Aggregate(state, StateBuilder.Text));
        Lines(folder).Should().Equal(Plan.SamplesOf(1));
    }

    [Fact]
    public void Once_the_run_has_ended_what_is_there_is_written()
    {
        var files = new RunFolder(folder.Path);
        var state = StateBuilder.Begun().Epoch(1).Epoch(2).Text(new SampleKey(1, 1.0, 0)).Text(new SampleKey(2, 0.5, 1));
        files.Update(state);
        var ended = state.End(RunStatus.Interrupted);
        files.Update(ended);
        files.Update(ended);
        Lines(folder).Should().Equal(new SampleKey(1, 1.0, 0), new SampleKey(2, 0.5, 1));
    }

    [Fact]
    [Trait("Case", "R4")]
    public void Damaged_and_missing_files_mend_themselves_when_the_run_is_opened_again()
    {
        var state = StateBuilder.Begun().Epoch(1).Texts(1).Epoch(2);
        new RunFolder(folder.Path).Update(state);
        var whole = Files();
        File.AppendAllText(folder[RunFolder.MetricsFile], "{\"epoch\":2,\"lo");
        File.Delete(folder[RunFolder.SamplesFile]);
        File.WriteAllText(folder[RunFolder.RunFile], "");

        new RunFolder(folder.Path).Update(state);
        Files().Should().Equal(whole);
        Directory.GetFiles(folder.Path).Should().HaveCount(5, "nothing partial is left");

        string[] Files() => [.. new[] { RunFolder.RunFile, RunFolder.MetricsFile, RunFolder.SamplesFile }.Select(file => File.ReadAllText(folder[file]))];
    }

    [Fact]
    public void The_configuration_is_what_the_events_say()
    {
        folder.Write(RunFolder.ConfigurationFile, "edited");
        var files = new RunFolder(folder.Path);
        files.Update(StateBuilder.Begun());
        File.ReadAllText(folder[RunFolder.ConfigurationFile]).Should().Be("# resolved");
        File.Delete(folder[RunFolder.ConfigurationFile]);
        files.Update(StateBuilder.Begun().Apply(new RunResumed(TestRuns.Owner, [], null, "# changed", StateBuilder.At)));
        File.ReadAllText(folder[RunFolder.ConfigurationFile]).Should().Be("# changed");
    }

    [Fact]
    public void A_line_changes_where_a_lost_checkpoint_was_replaced_by_another()
    {
        var files = new RunFolder(folder.Path);
        var state = StateBuilder.Begun().Epoch(1).Texts(1).Epoch(2);
        files.Update(state);
        var (lost, by) = (FakeTools.Checkpoint(1), FakeTools.Checkpoint(1) with { Sha256 = new string('b', 64) });
        files.Update(state.Apply(new CheckpointLost(lost, "gone", StateBuilder.At)).Apply(new CheckpointRestored(lost, by, StateBuilder.At)));
        RunFolder.Epochs(folder.Path).Select(line => line.Checkpoint).Should().Equal(by.Sha256, FakeTools.Checkpoint(2).Sha256);
        RunFolder.Check(folder.Path).Should().BeEmpty();
        Lines(folder).Should().HaveCount(Plan.SamplesOf(1).Count());
    }

    private static List<SampleKey> Lines(TemporaryFolder folder) =>
    [
        .. File.ReadLines(folder[RunFolder.SamplesFile]).Select(line => JsonSerializer.Deserialize<SampleLine>(line, RunJson.Line)!)
            .Select(line => new SampleKey(line.Epoch, line.Temperature, line.Replica)),
    ];
}
