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
    [Trait("Case", "F8")]
    [InlineData("say \"hi\"", "say \"hi\"")]
    [InlineData("\"hi\" he said", "\"hi\" he said")]
    [InlineData("\"one\" \"two\"", "\"one\" \"two\"")]
    [InlineData(" both ends ", " both ends ")]
    [InlineData("a\\b", "a\\b")]
    [InlineData("\\u0041", "\\u0041")]
    [InlineData("\"\\u0041\"", "A")]
    [InlineData("half \"open", "half \"open")]
    [InlineData("price $5", "price $5")]
    [InlineData("two\nlines \"quoted\"", "two\nlines \"quoted\"")]
    [InlineData("a // b", "a // b")]
    [InlineData("# a", "# a")]
    [InlineData("--what then?", "--what then?")]
    [InlineData("-1", "-1")]
    [InlineData("the ", "the ")]
    [InlineData("what is this: # a = test", "what is this: # a = test")]
    [InlineData("\"quoted\"", "quoted")]
    [InlineData("42", "42")]
    [InlineData("a=b", "a=b")]
    [InlineData("null", null)]
    public void An_option_or_a_variable_takes_text_as_it_is(string value, string? seedText)
    {
        Loading.Of("actorlstm {}", null, $"sampling.seed-text={value}").Experiment.Sampling.SeedText.Should().Be(seedText);
        Loading.Of("actorlstm {}", new Dictionary<string, string> { ["ACTORLSTM__SAMPLING__SEED_TEXT"] = value }).Experiment.Sampling.SeedText.Should().Be(seedText);
    }

    [Theory]
    [Trait("Case", "F8")]
    [InlineData("sampling.seed-texts=[say \"hi\", other]")]
    [InlineData("sampling.seed-text=say \"hi\" ${?NOBODY}")]
    [InlineData("sampling={ seed-text = say \"hi\" }")]
    public void Quotes_that_would_vanish_are_refused(string option) =>
        Loading.Errors("actorlstm {}", null, option).Should().ContainSingle().Which.Should().StartWith($"--set {option}: The value mixes quoted and unquoted text.");

    [Fact]
    [Trait("Case", "F8")]
    public void A_list_takes_texts_in_quotes_and_texts_without() =>
        Loading.Of("actorlstm {}", null, "sampling.seed-texts=[\"say \\\"hi\\\"\", he said]").Experiment.Sampling.SeedTexts.Should().Equal("say \"hi\"", "he said");

    [Theory]
    [Trait("Case", "F11")]
    [InlineData("ACTORLSTM_TRAINING_BATCH_SIZE")]
    [InlineData("ACTORLSTM_TRAINING__BATCH_SIZE")]
    [InlineData("ACTORLSTM_TRAINING_BATCHSIZE")]
    [InlineData("actorlstm_training_batch_size")]
    [InlineData("ACTORLSTM_TRAINNG_BATCH_SIZE")]
    [InlineData("ACTORLSTM__TRAINING_BATCH_SIZE")]
    [InlineData("ACTORLSTM__TRAINING__BATCHSIZE")]
    [InlineData("ACTORLSTM__TRAINNG__BATCH_SIZE")]
    public void A_variable_that_is_spelt_in_another_way_is_refused_with_the_right_one(string name) =>
        Loading.Errors("actorlstm {}", new Dictionary<string, string> { [name] = "64" }).Should().ContainSingle()
            .Which.Should().StartWith($"environment variable {name}: ").And.EndWith("id you mean ACTORLSTM__TRAINING__BATCH_SIZE?");

    [Theory]
    [Trait("Case", "F11")]
    [InlineData("ACTORLSTM_DATA")]
    [InlineData("ACTORLSTM_RUNS")]
    [InlineData("ACTORLSTM_SERVER")]
    [InlineData("ACTORLSTM_TOKEN")]
    [InlineData("ACTORLSTM_TEST_SEED")]
    [InlineData("ACTORLSTM_SERVICE_HOST")]
    [InlineData("ACTORLSTM_PORT_8620_TCP_ADDR")]
    [Trait("Case", "F21")]
    [InlineData("ACTORLSTM__SERVICE__URLS")]
    [InlineData("ACTORLSTM__CLUSTER__ROLES")]
    [InlineData("ACTORLSTM__SERVICE__NONSENSE")]
    public void Variables_of_something_else_are_left_alone(string name) =>
        Loading.Of("actorlstm {}", new Dictionary<string, string> { [name] = "64" }).Experiment.Training.BatchSize.Should().Be(128);

    [Theory]
    [Trait("Case", "F14")]
    [InlineData("actor.provider = \"Bogus.Provider, Bogus\"", "akka.actor.provider wants local: the actors of a run are in its own process; found \"Bogus.Provider, Bogus\".")]
    [InlineData("actor.provider = cluster", "akka.actor.provider wants local: the actors of a run are in its own process; found cluster.")]
    [InlineData("actor.provder = local", "akka.actor.provder is not a key of the actor system; did you mean akka.actor.provider?")]
    [InlineData("loglevl = DEBUG", "akka.loglevl is not a key of the actor system; did you mean akka.loglevel?")]
    [InlineData("loglevel = LOUD", "akka.loglevel wants one of OFF, ERROR, WARNING, INFO, DEBUG; found LOUD.")]
    [InlineData("loggers = [nonsense]", "akka.loggers wants a list of the names of types, each with its assembly; found a list.")]
    [InlineData("loggers = nonsense", "akka.loggers wants a list of the names of types, each with its assembly; found nonsense.")]
    [InlineData("stdout-logger-class = \"No.Such, Thing\"", "akka.stdout-logger-class wants the name of a type, with its assembly; found \"No.Such, Thing\".")]
    [InlineData("actor.ask-timeout = soon", "akka.actor.ask-timeout wants a time with its unit, such as 5s; found soon.")]
    [InlineData("actor.default-dispatcher.throughput = many", "akka.actor.default-dispatcher.throughput wants a whole number; found many.")]
    [InlineData("actor.debug.receive = perhaps", "akka.actor.debug.receive wants on or off; found perhaps.")]
    [InlineData("actor = 3", "akka.actor is a section and wants braces around its settings, { ... }; found 3.")]
    [InlineData("loglevel { a = 1 }", "akka.loglevel wants a value; found a section.")]
    [InlineData("persistence.journal.plugin = nonsense", "akka.persistence.journal.plugin wants the path of a plug-in, such as akka.persistence.journal.inmem; found nonsense.")]
    public void A_setting_of_the_actor_system_that_it_cannot_use_is_refused(string text, string message) =>
        Loading.Errors($"actorlstm {{}}\nakka {{ {text} }}").Should().Equal($"test.conf:2: {message}");

    [Fact]
    [Trait("Case", "F14")]
    public void A_reference_to_nothing_in_the_section_of_the_actor_system_is_refused_like_any_other() =>
        Loading.Errors("actorlstm {}\nakka { loglevel = ${NO_SUCH} }").Should().ContainSingle().Which.Should().StartWith("test.conf:2: ");

    [Theory]
    [Trait("Case", "F14")]
    [InlineData("loglevel = debug")]
    [InlineData("actor { provider = local, ask-timeout = infinite, debug.receive = on }")]
    [InlineData("loggers = [\"Akka.Event.DefaultLogger\"]")]
    [InlineData("actor.deployment { /run/x { dispatcher = own } }")]
    [InlineData("actor.serializers.mine = \"a type of mine\"")]
    [InlineData("log-dead-letters = off")]
    [InlineData("my-dispatcher { type = PinnedDispatcher }")]
    [InlineData("persistence.journal.mine { class = \"a type of mine\" }")]
    public void Other_settings_of_the_actor_system_are_taken(string text) =>
        FluentActions.Invoking(() => Loading.Of($"actorlstm {{}}\nakka {{ {text} }}")).Should().NotThrow();

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
        Loading.Of("actorlstm {}\nakka { loglevel = DEBUG, actor.serializers.x = \"a b\" }").Akka.Should().Be("akka {\n  loglevel = DEBUG\n  actor {\n    serializers {\n      x = \"a b\"\n    }\n  }\n}\n");

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
