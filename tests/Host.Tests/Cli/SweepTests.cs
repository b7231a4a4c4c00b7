using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Exports;
using ActorLstm.Host.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

public sealed class SweepTests(TrainedSource source) : IClassFixture<TrainedSource>
{
    [Fact]
    public async Task A_sweep_is_a_run_of_its_own_with_the_last_checkpoint_and_every_text_of_its_sampling()
    {
        var sweep = await source.SweepAsync("whole");

        ((string?)sweep.Run["status"], (int?)sweep.Run["epochs"], (int?)sweep.Run["epochs_trained"]).Should().Be(("completed", 0, 0));
        ((string?)sweep.Run["sweep"]!["run"]).Should().Be(source.Id);
        Epochs(sweep).Should().Equal(3);
        sweep.Metrics.Should().BeEmpty();
        sweep.Samples.Select(line => ((int)line["epoch"]!, (double)line["temperature"]!, (int)line["replica"]!)).Should().Equal(
            (3, 0.5, 0), (3, 0.5, 1), (3, 1.0, 0), (3, 1.0, 1), (3, 1.5, 0), (3, 1.5, 1));
        sweep.Samples.Should().OnlyContain(line => ((string)line["text"]!).Length == 30);
        sweep.Process.Error.Should().Contain("nothing is trained").And.Contain("3 temperatures, 2 texts of 30 characters at each: 6 texts").And.Contain("whole: completed after 6 of 6 samples");

        var copy = Directory.EnumerateFiles(Path.Combine(sweep.Folder, "checkpoints"), "*", SearchOption.AllDirectories).ToList();
        copy.Should().HaveCount(3).And.AllSatisfy(file =>
            File.ReadAllBytes(file).Should().Equal(File.ReadAllBytes(Path.Combine(source.Run.Folder, Path.GetRelativePath(sweep.Folder, file)))));
    }

    [Fact]
    public async Task At_a_temperature_of_the_run_it_gives_the_texts_of_the_run()
    {
        var sweep = await source.SweepAsync("same", "--set", "sampling.length=50", "--set", "sampling.temperatures=[0.5, 1.0]", "--set", "sweep.epochs=all");
        Texts(sweep).Should().Equal(Texts(source.Run));
    }

    [Theory]
    [InlineData("all", 1, 2, 3)]
    [InlineData("[3, 1]", 1, 3)]
    public async Task Its_epochs_are_chosen(string epochs, params int[] expected)
    {
        var sweep = await source.SweepAsync($"epochs {epochs}", "--set", $"sweep.epochs={epochs}");
        Epochs(sweep).Should().Equal(expected);
        sweep.Samples.Select(line => (int)line["epoch"]!).Distinct().Should().Equal(expected);
        sweep.Samples.Should().HaveCount(6 * expected.Length);
    }

    [Fact]
    public async Task The_best_epoch_is_that_of_the_lowest_validation_loss()
    {
        var best = (int)source.Run.Metrics.MinBy(line => (double)line["validation_loss"]!)!["epoch"]!;
        Epochs(await source.SweepAsync("best", "--set", "sweep.epochs=best")).Should().Equal(best);
    }

    [Fact]
    public async Task A_seed_text_stands_above_that_of_the_checkpoint_and_sample_gives_the_texts_again()
    {
        var sweep = await source.SweepAsync("seeded", "--set", "sampling.seed-text=The STONE", "--set", "experiment.seed=99");
        sweep.Samples.Should().OnlyContain(line => (string)line["seed_text"]! == "the stone");
        ((long?)sweep.Run["seed"]).Should().Be(99);

        var again = await ActorLstmProcess.RunAsync("sample", "seeded", "--runs", source.Runs, "--json");
        again.MustBe(0);
        again.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string)JsonNode.Parse(line)!["text"]!).Should().Equal(Texts(sweep));
    }

    [Fact]
    public async Task Several_seed_texts_have_their_replicas_each()
    {
        var sweep = await source.SweepAsync("several", "--set", "sampling.seed-texts=[the river, a stone]", "--set", "sampling.temperatures=[1]");
        sweep.Samples.Select(line => ((int)line["replica"]!, (string)line["seed_text"]!)).Should().Equal((0, "the river"), (1, "the river"), (2, "a stone"), (3, "a stone"));
    }

    [Fact]
    public async Task It_is_exported_for_tensorboard_with_its_texts()
    {
        var sweep = await source.SweepAsync("exported", "--set", "sweep.epochs=[1, 3]");
        (await ActorLstmProcess.RunAsync("export", "exported", "--runs", source.Runs, "--format", "tensorboard", "--output", source.Folder["events"])).MustBe(0);
        var events = EventFileReader.Read(await File.ReadAllBytesAsync(Directory.EnumerateFiles(source.Folder["events"]).Single(), TestContext.Current.CancellationToken));
        events.Of("samples/temperature_0.5").Select(at => (at.Step, at.Value.Tensor.StringVal.Count)).Should().Equal((1, 2), (3, 2));
        events.Of("samples/seed_text").Should().HaveCount(2);
        sweep.Samples.Should().HaveCount(12);
    }

    [Fact]
    public async Task Its_own_configuration_gives_the_same_sweep_again_and_a_sweep_can_be_swept()
    {
        var sweep = await source.SweepAsync("first", "--set", "sweep.epochs=[1, 2]");
        var process = await ActorLstmProcess.RunAsync("run", Path.Combine(sweep.Folder, "experiment.conf"), "--runs", source.Runs, "--name", "second");
        process.MustBe(0);
        FinishedRun.Called("second", source.Runs, process).Results.Should().Be(sweep.Results);

        var third = await source.SweepAsync("third", "--set", "sweep.run=first", "--set", "sweep.epochs=all");
        third.Results.Should().Be(sweep.Results);
    }

    [Fact]
    public async Task It_is_shown_and_listed_as_what_it_is()
    {
        var sweep = await source.SweepAsync("listed", "--json");
        sweep.Process.Output.Should().Contain("\"event\":\"checkpoint_adopted\",\"epoch\":3,").And.Contain("\"event\":\"sample\"").And.Contain("\"event\":\"run_ended\"");

        var list = await ActorLstmProcess.RunAsync("list", "--name", "listed", "--runs", source.Runs);
        list.Output.Should().MatchRegex(@"listed +completed +sweep ");
        var shown = await ActorLstmProcess.RunAsync("show", "listed", "--runs", source.Runs);
        shown.Output.Should().Contain($"texts from 1 checkpoint of the run {source.Id}, small: after epoch 3").And.Contain("1 checkpoint");
        shown.Error.Should().Contain("text from it with: actorlstm sample");
        var json = JsonNode.Parse((await ActorLstmProcess.RunAsync("show", "listed", "--runs", source.Runs, "--json")).Output)!;
        ((string?)json["sweep"]!["run"], (int?)json["checkpoints"], (int?)json["samples"]).Should().Be((source.Id, 1, 6));
    }

    [Fact]
    public async Task A_dry_run_starts_nothing()
    {
        var before = Directory.GetDirectories(source.Runs).Length;
        var process = await ActorLstmProcess.RunAsync(source.Arguments("dry", "--dry-run"));
        process.MustBe(0);
        process.Error.Should().Contain("of texts on one thread");
        Directory.GetDirectories(source.Runs).Should().HaveCount(before);
    }

    [Fact]
    public async Task What_cannot_be_swept_is_refused_and_nothing_is_started()
    {
        (await source.RefusalAsync("--set", "sweep.run=nowhere")).Should().Contain("no run \"nowhere\" in " + source.Runs);
        (await source.RefusalAsync("--set", "sweep.epochs=[2, 7]")).Should().Contain($"sweep.epochs: the run {source.Id} has no checkpoint of epoch 7; there are those of 1, 2, 3.");
        (await source.RefusalAsync("--set", "model.hidden=32")).Should().Contain($"--set model.hidden=32: actorlstm.model.hidden is 16 in the run {source.Id}");
        (await source.RefusalAsync("--set", "sampling.seed-text=the rivér")).Should().Contain("'é' (U+00E9) at position 7");
    }

    private static IEnumerable<int> Epochs(FinishedRun sweep) => sweep.Run["sweep"]!["epochs"]!.AsArray().Select(epoch => (int)epoch!);

    private static IEnumerable<string> Texts(FinishedRun run) => run.Samples.Select(line => (string)line["text"]!);
}
