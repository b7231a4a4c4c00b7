using ActorLstm.Host.Configuration;
using ActorLstm.Host.Configuration.Sweeps;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Configuration;

public sealed class SweepSettingsTests
{
    private static readonly string Trained = ResolvedConfiguration.Write(Loading.Of("""
        actorlstm {
          experiment { name = trained, seed = 7, epochs = 3 }
          corpus.source = "/texts/proverbs.txt"
          model.hidden = 16
          training { threads = 1, device = "cuda:0" }
          sampling { temperatures = [0.5], context = carry, seed-text = "its own", every-epochs = 3 }
          supervision.max-retries = 9
          persistence { provider = postgresql, connection-string = "Host=server" }
        }
        """));

    [Theory]
    [InlineData("last", EpochChoiceKind.Last)]
    [InlineData("best", EpochChoiceKind.Best)]
    [InlineData("\"all\"", EpochChoiceKind.All)]
    [InlineData("[10, 1, 5]", EpochChoiceKind.Listed, 1, 5, 10)]
    public void Epochs_are_chosen_by_a_word_or_listed(string value, EpochChoiceKind kind, params int[] listed)
    {
        var epochs = Loading.Of($"actorlstm.sweep {{ run = x, epochs = {value} }}").Sweep.Epochs;
        epochs.Kind.Should().Be(kind);
        epochs.Listed.Should().Equal(listed);
    }

    [Theory]
    [InlineData("[]", "wants last, best, all or a list of epochs, each a whole number from 1 to 1000000, for instance [1, 5, 10]; found an empty list")]
    [InlineData("[0]", "wants last, best, all or a list of epochs")]
    [InlineData("[1.5]", "wants last, best, all or a list of epochs")]
    [InlineData("3", "wants last, best, all or a list of epochs, each a whole number from 1 to 1000000, for instance [1, 5, 10]; found 3")]
    [InlineData("first", "wants last, best, all or a list of epochs")]
    [InlineData("null", "wants last, best, all or a list of epochs")]
    [InlineData("[1, 2, 1]", "wants every epoch once")]
    public void Epochs_that_are_none_are_refused_with_path_and_place(string value, string message) =>
        Loading.Errors($"actorlstm {{\nsweep.run = x\nsweep.epochs = {value} }}").Should().ContainSingle()
            .Which.Should().StartWith("test.conf:3: actorlstm.sweep.epochs ").And.Contain(message);

    [Fact]
    public void Epochs_without_a_run_and_every_so_many_epochs_of_a_sweep_are_of_no_use()
    {
        Loading.Errors("actorlstm.sweep.epochs = all").Should().ContainSingle().Which.Should().Contain("sweep.epochs is of no use without sweep.run");
        Loading.Errors("actorlstm { sweep.run = x, sampling.every-epochs = 2 }").Should().ContainSingle()
            .Which.Should().Contain("sampling.every-epochs is of no use with sweep.run");
    }

    [Fact]
    public void A_sweep_has_the_experiment_of_the_run_and_its_own_sampling()
    {
        var sweep = Over("actorlstm { sweep.run = trained, sampling { temperatures = \"0.1..0.3 by 0.1\", replicas = 2 } }");

        sweep.Experiment.Name.Should().Be("test");
        (sweep.Experiment.Seed, sweep.Experiment.Corpus.Source.ToString(), sweep.Experiment.Network.Hidden, sweep.Experiment.Training.Device).Should().Be((7, "/texts/proverbs.txt", 16, "cuda:0"));
        (sweep.Experiment.Sampling.Replicas, sweep.Experiment.Sampling.Context.ToString()).Should().Be((2, "Carry"));
        sweep.Experiment.Sampling.Temperatures.Should().Equal(0.1, 0.2, 0.3);
        sweep.Experiment.Sampling.GivenSeedTexts.Should().BeEmpty("the checkpoint has its own");
        (sweep.Supervision.MaxRetries, sweep.Persistence.Provider.ToString()).Should().Be((9, "Sqlite"));
    }

    [Theory]
    [InlineData("model.hidden = 32", "model.hidden is 16 in the run 20260314-150926-k3xp")]
    [InlineData("training.learning-rate = 0.5", "training.learning-rate is 0.01 in the run")]
    [InlineData("corpus.source = sample", "corpus.source is \"/texts/proverbs.txt\" in the run")]
    [InlineData("experiment.epochs = 4", "experiment.epochs is 3 in the run")]
    [InlineData("checkpoints.keep-last = 1", "checkpoints.keep-last is 0 in the run")]
    [InlineData("batch.matrix { experiment.seed = [1, 2] }", "batch.matrix is null in the run")]
    public void What_would_not_be_true_of_the_checkpoints_is_refused_with_the_reason(string setting, string message) =>
        Errors($"actorlstm {{\nsweep.run = trained\n{setting} }}").Should().ContainSingle()
            .Which.Should().StartWith("test.conf:3: actorlstm.").And.Contain(message).And.Contain("A sweep sets experiment.name, experiment.seed, sampling, supervision, persistence and sweep alone; found ");

    [Fact]
    public void Options_and_the_environment_are_held_to_the_same()
    {
        var sources = Sources("actorlstm.sweep.run = trained") with
        {
            Environment = new Dictionary<string, string> { ["ACTORLSTM__MODEL__LAYERS"] = "2" },
            Overrides = [new SetOption("windows.maxlen=7")],
        };
        var errors = FluentActions.Invoking(() => ConfigurationLoader.Load(sources)).Should().Throw<ConfigurationException>().Which.Errors;
        errors.Select(error => (error.Path, error.Source)).Should().BeEquivalentTo(
            [("actorlstm.model.layers", "environment variable ACTORLSTM__MODEL__LAYERS"), ("actorlstm.windows.maxlen", "--set windows.maxlen=7")]);
    }

    [Fact]
    public void The_resolved_configuration_of_a_sweep_is_one_of_the_same_sweep()
    {
        var sweep = Over("actorlstm { sweep { run = trained, epochs = [1, 2] }, sampling.seed-texts = [one, two] }");
        var again = Over(ResolvedConfiguration.Write(sweep));
        again.Should().BeEquivalentTo(sweep);
        again.Plan.AllSamples().Select(key => key.Epoch).Distinct().Should().Equal(1, 2);
    }

    private static ConfigurationSources Sources(string text) =>
        new(text, "test.conf") { DefaultName = "test", Swept = new SweptConfiguration(Trained, "/runs/20260314-150926-k3xp", "20260314-150926-k3xp") };

    private static RunConfiguration Over(string text) => ConfigurationLoader.Load(Sources(text));

    private static IEnumerable<string> Errors(string text) =>
        FluentActions.Invoking(() => Over(text)).Should().Throw<ConfigurationException>().Which.Errors.Select(error => error.ToString());
}
