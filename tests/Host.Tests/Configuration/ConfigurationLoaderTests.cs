using ActorLstm.Host.Configuration;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Training;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Configuration;

public sealed class ConfigurationLoaderTests
{
    [Fact]
    public void An_empty_section_gives_the_books_recipe()
    {
        var experiment = Loading.Of("actorlstm {}").Experiment;
        experiment.Should().BeEquivalentTo(new Model.Experiment { Name = "test", Corpus = new CorpusOptions { Source = "nietzsche" } });
    }

    [Fact]
    public void Supervision_has_its_defaults() =>
        Loading.Of("actorlstm {}").Supervision.Should().Be(new Actors.Settings.SupervisionOptions());

    [Fact]
    public void Environment_stands_above_the_file_and_options_above_both()
    {
        const string File = "actorlstm { experiment { epochs = 2, seed = 2 }, windows.step = 2, model.hidden = 2 }";
        var variables = new Dictionary<string, string> { ["ACTORLSTM__EXPERIMENT__EPOCHS"] = "3", ["actorlstm__windows__step"] = "3" };
        var experiment = Loading.Of(File, variables, "windows.step=4", "actorlstm.experiment.seed=4").Experiment;
        (experiment.Network.Hidden, experiment.Epochs, experiment.Windows.Step, experiment.Seed).Should().Be((2, 3, 4, 4));
    }

    [Fact]
    public void A_variable_spells_hyphens_as_underscores_and_takes_lists()
    {
        var variables = new Dictionary<string, string> { ["ACTORLSTM__SAMPLING__TEMPERATURES"] = "[0, 2.5]", ["ACTORLSTM__TRAINING__SCHEDULE__KIND"] = "cosine", ["ACTORLSTM__TRAINING__BATCH_SIZE"] = "64", ["ACTORLSTM_DATA"] = "x" };
        var experiment = Loading.Of("actorlstm {}", variables).Experiment;
        experiment.Sampling.Temperatures.Should().Equal(0, 2.5);
        experiment.Training.Schedule.Kind.Should().Be(ScheduleKind.Cosine);
        experiment.Training.BatchSize.Should().Be(64);
    }

    [Theory]
    [InlineData("the ", "the ")]
    [InlineData("what is this: # a = test", "what is this: # a = test")]
    [InlineData("\"quoted\"", "quoted")]
    [InlineData("42", "42")]
    [InlineData("a=b", "a=b")]
    [InlineData("null", null)]
    public void An_option_takes_text_as_it_is(string value, string? seedText) =>
        Loading.Of("actorlstm {}", null, $"sampling.seed-text={value}").Experiment.Sampling.SeedText.Should().Be(seedText);

    [Fact]
    public void A_list_can_be_lengthened() =>
        Loading.Of("actorlstm.sampling.temperatures += 2").Experiment.Sampling.Temperatures.Should().Equal(0.2, 0.5, 1.0, 1.2, 2);

    [Fact]
    public void JSON_is_read_as_well() =>
        Loading.Of("""{"actorlstm": {"experiment": {"epochs": 5}, "sampling": {"seed-text": "the \u00e9"}}}""").Experiment.Should()
            .Match<Model.Experiment>(experiment => experiment.Epochs == 5 && experiment.Sampling.SeedText == "the é");

    [Fact]
    public void A_reference_may_name_a_setting_or_a_variable()
    {
        var variables = new Dictionary<string, string> { ["TEXTS"] = "/data" };
        var experiment = Loading.Of("actorlstm { windows.step = ${actorlstm.windows.maxlen}, corpus.source = ${TEXTS}\"/a.txt\" }", variables).Experiment;
        (experiment.Windows.Step, experiment.Corpus.Source.ToString()).Should().Be((60, "/data/a.txt"));
    }

    [Fact]
    public void The_actor_systems_section_is_handed_on() =>
        Loading.Of("actorlstm {}\nakka { loglevel = DEBUG, actor.x = \"a b\" }").Akka.Should().Be("akka {\n  loglevel = DEBUG\n  actor {\n    x = \"a b\"\n  }\n}\n");

    [Fact]
    public void Every_setting_is_asked_for_once() => ConfigurationLoader.KnownPaths().Should().OnlyHaveUniqueItems();

    [Fact]
    public void A_fault_of_syntax_is_reported_alone() =>
        Loading.Errors("actorlstm {\n  nonsense = 1\n").Should().Equal("test.conf:1: The { that opens here is not closed.");

    [Fact]
    public void All_errors_are_reported_at_once_in_the_order_of_the_file()
    {
        var variables = new Dictionary<string, string> { ["ACTORLSTM__MODEL__LAYERS"] = "0" };
        var errors = Loading.Errors("actorlstm {\n  experiment.epochs = 0\n  modle.hidden = 3\n  windows { maxlen = x\n step = ${NONE} }\n}\n", variables, "sampling.length=-1", "nonsense");
        errors.Should().HaveCount(7);
        errors.Take(4).Select(error => error[..12]).Should().Equal("test.conf:2:", "test.conf:3:", "test.conf:4:", "test.conf:5:");
        errors.Should().Contain(error => error.StartsWith("environment variable ACTORLSTM__MODEL__LAYERS: actorlstm.model.layers wants"))
            .And.Contain(error => error.StartsWith("--set sampling.length=-1: actorlstm.sampling.length wants"))
            .And.Contain(error => error.StartsWith("--set nonsense: "));
    }

    [Theory]
    [InlineData("training = 3", "is a section and wants braces")]
    [InlineData("training.schedule = cosine", "is a section and wants braces")]
    [InlineData("windows.maxlen { x = 1 }", "found a section")]
    [InlineData("windows.maxlen = [60]", "found a list")]
    [InlineData("windows.maxlen = null", "found null")]
    [InlineData("sampling.temperatures = 0.5", "also for one number: [0.5]")]
    public void A_value_of_the_wrong_kind_is_reported_once(string text, string message) =>
        Loading.Errors($"actorlstm {{ {text} }}").Should().ContainSingle().Which.Should().Contain(message);

    [Theory]
    [InlineData("training.batch-size = 1000000, windows.maxlen = 101", "training.batch-size times windows.maxlen is 101000000")]
    [InlineData("sampling { replicas = 50001, temperatures = [0, 1] }", "sampling.replicas times the number of sampling.temperatures is 100002")]
    [InlineData("windows.maxlen = 1000000, training.batch-size = 1", "windows.maxlen times model.hidden and model.layers is 3072000000 bytes of states")]
    [InlineData("model { hidden = 8192, layers = 2 }", "model.hidden and model.layers make 847315968 parameters for 1024 distinct characters, 3389263872 bytes")]
    [InlineData("model.hidden = 8192, training.optimizer = adam", "or take another optimizer than adam")]
    public void Settings_that_are_too_large_together_are_refused(string text, string message) =>
        Loading.Errors($"actorlstm {{ {text} }}").Should().ContainSingle().Which.Should().Contain(message);

    [Theory]
    [InlineData("windows.maxlen = 1000000, training.batch-size = 1, sampling.context = carry")]
    [InlineData("model.hidden = 8192")]
    public void Settings_that_are_large_and_fit_are_taken(string text) =>
        FluentActions.Invoking(() => Loading.Of($"actorlstm {{ {text} }}")).Should().NotThrow();

    [Theory]
    [InlineData("", "wants a path")]
    [InlineData("=3", "wants a path")]
    [InlineData("a..b=3", "A key is missing")]
    [InlineData("windows={ maxlen = 0 }", "windows.maxlen wants")]
    public void A_malformed_option_is_refused(string option, string message) =>
        Loading.Errors("actorlstm {}", null, option).Should().ContainSingle().Which.Should().StartWith($"--set {option}: ").And.Contain(message);

    [Fact]
    public void A_file_name_that_cannot_name_an_experiment_asks_for_a_name() =>
        FluentActions.Invoking(() => ConfigurationLoader.Load(new ConfigurationSources("actorlstm {}", "x") { DefaultName = new string('x', 101) }))
            .Should().Throw<ConfigurationException>().Which.Errors.Should().ContainSingle().Which.Path.Should().Be("actorlstm.experiment.name");
}
