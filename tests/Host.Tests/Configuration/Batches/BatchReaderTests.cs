using ActorLstm.Actors.Batches;
using ActorLstm.Host.Configuration;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Configuration.Batches;

public sealed class BatchReaderTests
{
    private static readonly string[] Rates = ["training.learning-rate=0.1", "training.learning-rate=0.01"];

    [Theory]
    [InlineData("")]
    [InlineData("batch { max-concurrent = 3, retries = 2, stopping.rule = halving }")]
    [InlineData("batch { matrix = null, list = null, random.count = 3 }")]
    public void A_file_that_makes_no_runs_is_no_batch(string text) => Loading.Batch(text).Should().BeNull();

    [Fact]
    public void A_matrix_makes_every_combination_the_last_setting_changing_fastest() =>
        Loading.Runs("batch.matrix { model.hidden = [32, 64], training { learning-rate = [0.1, 0.01] } }").Should().Equal(
            "model.hidden=32; training.learning-rate=0.1", "model.hidden=32; training.learning-rate=0.01", "model.hidden=64; training.learning-rate=0.1", "model.hidden=64; training.learning-rate=0.01");

    [Theory]
    [InlineData("training.learning-rate = [0.1, 0.01]")]
    [InlineData("training { learning-rate = [0.1, 0.01] }")]
    [InlineData("\"training.learning-rate\" = [0.1, 0.01]")]
    [InlineData("actorlstm.training.learning-rate = [0.1, 0.01]")]
    [InlineData("\"actorlstm.training.learning-rate\" = [0.1, 0.01]")]
    [InlineData("actorlstm { training { \"learning-rate\" = [0.1, 0.01] } }")]
    public void A_path_may_be_written_in_any_way(string matrix) => Loading.Runs($"batch.matrix {{ {matrix} }}").Should().Equal(Rates);

    [Fact]
    public void Every_run_has_its_own_values_over_those_of_the_file()
    {
        var batch = Loading.Batch("experiment.epochs = 3, model.hidden = 7\nbatch.list = [{ model.hidden = 32 }, { training.learning-rate = 0.5, sampling.temperatures = [0.3, 0.9] }, {}]");
        batch.Runs.Select(run => run.Configuration.Experiment).Select(run => (run.Epochs, run.Network.Hidden, run.Training.LearningRate, run.Sampling.Temperatures.Count)).Should().Equal(
            (3, 32, 0.01, 4), (3, 7, 0.5, 2), (3, 7, 0.01, 4));
        batch.Runs[1].Settings["sampling.temperatures"].Should().Be("[0.3, 0.9]");
        batch.Runs[2].Settings.Should().BeEmpty();
        batch.Name.Should().Be("test");
    }

    [Fact]
    public void A_list_of_lists_is_a_choice_of_lists() =>
        Loading.Runs("batch.matrix.sampling.temperatures = [[0.5], [0.5, 1]]").Should().Equal("sampling.temperatures=[0.5]", "sampling.temperatures=[0.5, 1]");

    [Fact]
    public void A_choice_may_be_null_and_a_text()
    {
        var batch = Loading.Batch("batch.matrix.sampling.seed-text = [null, \"null\", the]");
        batch.Runs.Select(run => run.Configuration.Experiment.Sampling.SeedText).Should().Equal(null, "null", "the");
    }

    [Fact]
    public void Runs_are_added_and_left_out()
    {
        Loading.Runs(
            """
            batch {
              matrix { model.hidden = [32, 64], training.learning-rate = [0.1, 0.01] }
              exclude = [{ model.hidden = 64, training.learning-rate = 1e-1 }]
              include = [{ model.hidden = 128 }]
            }
            """).Should().Equal(
            "model.hidden=32; training.learning-rate=0.1", "model.hidden=32; training.learning-rate=0.01", "model.hidden=64; training.learning-rate=0.01", "model.hidden=128");
        Loading.Runs("batch { include = [{ model.hidden = 128 }] }").Should().Equal("model.hidden=128");
        Loading.Runs("batch { matrix.model.hidden = [1, 2], include = [{ model.hidden = 2 }] }").Should().Equal("model.hidden=1", "model.hidden=2");
    }

    [Fact]
    public void A_priority_is_that_of_a_run_and_none_of_its_settings()
    {
        var batch = Loading.Batch("batch { priority = 3, list = [{ model.hidden = 32, batch.priority = 7 }, { model.hidden = 64 }, { model.hidden = 128, \"batch.priority\" = -2 }] }");
        batch.Runs.Select(run => run.Priority).Should().Equal(7, 3, -2);
        batch.Runs.SelectMany(run => run.Settings.Keys).Distinct().Should().Equal("model.hidden");
    }

    [Fact]
    public void How_runs_are_dealt_with_is_read_with_its_defaults()
    {
        Loading.Batch("batch.matrix.model.hidden = [1]").Options.Should().Be(new BatchOptions { MaxConcurrent = 0 });
        Loading.Batch("corpus.validation-fraction = 0.1\nbatch { matrix.model.hidden = [1], max-concurrent = 4, retries = 2, on-failure = stop, stopping { rule = asha, first-epoch = 2, factor = 4 } }").Options.Should().Be(new BatchOptions
        {
            MaxConcurrent = 4,
            Retries = 2,
            OnFailure = BatchFailurePolicy.Stop,
            Stopping = new StoppingOptions { Rule = StoppingRule.Asha, FirstEpoch = 2, Factor = 4 },
        });
    }

    [Fact]
    public void The_environment_and_the_command_line_stand_above_the_file()
    {
        var variables = new Dictionary<string, string> { ["ACTORLSTM__BATCH__MATRIX__MODEL__HIDDEN"] = "[1, 2]", ["ACTORLSTM__EXPERIMENT__SEED"] = "5", ["ACTORLSTM__BATCH__MAX_CONCURRENT"] = "2" };
        const string Text = "batch { max-concurrent = 1, matrix { model.hidden = [7, 8, 9] } }";
        Loading.Runs(Text, variables).Should().Equal("model.hidden=1", "model.hidden=2");
        Loading.Runs(Text, variables, "batch.matrix.model.hidden=[3]").Should().Equal("model.hidden=3");
        Loading.Batch(Text, variables, "batch.max-concurrent=3", "experiment.epochs=9").Should().Match<Host.Configuration.Batches.BatchConfiguration>(batch =>
            batch.Options.MaxConcurrent == 3 && batch.Runs[0].Configuration.Experiment.Seed == 5 && batch.Runs[0].Configuration.Experiment.Epochs == 9);
        Loading.Batch(Text, null, "batch.matrix=null").Should().BeNull();
    }

    [Fact]
    public void References_follow_the_values_of_the_run() =>
        Loading.Batch("windows { maxlen = 40, step = ${actorlstm.windows.maxlen} }\nbatch.matrix.windows.maxlen = [20, 30]").Runs.Select(run => run.Configuration.Experiment.Windows.Step).Should().Equal(20, 30);

    [Theory]
    [InlineData("batch { matrix { model.hidden = [32, 64], training.learning-rate = [0.1] }, exclude = [{ model.hidden = 32 }], include = [{ sampling.seed-text = \"a \\\"b\\\"\" }] }")]
    [InlineData("batch.list = [{ model.hidden = 32, batch.priority = 2 }, { sampling.temperatures = [0.3, 0.9] }]")]
    [InlineData("windows { maxlen = 40, step = ${actorlstm.windows.maxlen} }\nbatch.matrix.windows.maxlen = [20, 30]")]
    [InlineData("windows { maxlen = 40, step = 1${?actorlstm.windows.maxlen} }\nsampling.seed-text = \"of \" ${actorlstm.windows.maxlen} ${WIDTH}\nbatch.matrix.windows.maxlen = [20, 30]")]
    [InlineData("sampling { temperatures = [${actorlstm.model.dropout}, 1] [2], top-k = ${actorlstm.sampling.length}, length = ${actorlstm.windows.maxlen} }\nbatch.matrix { windows.maxlen = [20, 30], model.dropout = [0.1, 0.5] }")]
    [InlineData("model.hidden = 8\nmodel.hidden = ${?NOTHING}\nwindows.step = 3\nwindows.step = ${?WIDTH}\nbatch.matrix { model.hidden = [${WIDTH}, ${actorlstm.windows.step}0], model.layers = [${actorlstm.model.layers}, 2] }")]
    [InlineData("batch.random { count = 5, seed = 3, ranges { \"training.learning-rate\" = { from = 0.001, to = 0.1, scale = log } } }")]
    public void Its_text_is_the_same_batch_again(string text)
    {
        var batch = Loading.Batch(text, new Dictionary<string, string> { ["ACTORLSTM__EXPERIMENT__SEED"] = "5", ["WIDTH"] = "24" }, "experiment.epochs=4");
        var again = ConfigurationLoader.LoadAny(new ConfigurationSources(batch.Text, "batch.conf") { DefaultName = "batch" }).Batch!;
        again.Should().BeEquivalentTo(batch);
        again.Name.Should().Be("test", "its name is part of it");
    }

    [Fact]
    public void Its_text_never_holds_a_password()
    {
        var batch = Loading.Batch("persistence.provider = postgresql\nbatch.matrix.model.hidden = [1]", null, "persistence.connection-string=Host=server;Password=hush;Database=runs");
        batch.Text.Should().Contain("Host=server;Database=runs").And.NotContain("hush");
    }
}
