using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Configuration;

public sealed class SettingsRangeTests
{
    [Theory]
    [InlineData("experiment.epochs", "0", "1000001", "1.5", "1e3", "3abc", "0x10", "1_000", "\" \"", "9223372036854775808")]
    [InlineData("experiment.seed", "1.5", "9223372036854775808", "x")]
    [InlineData("experiment.name", "\"\"", "a/b", "\"a\\\\b\"", "..", "\"a\\nb\"", "[x]")]
    [InlineData("corpus.source", "\"\"", "\" \"", "null", "[]", "[\"\"]", "[[a]]", "[a, null]", "[a, b, a]")]
    [InlineData("corpus.sha256", "abc", "\"\"", "23cf69874ab69d3d256099ab530ea4be24d47d9675b673bcc67cbcd6298ec64g")]
    [InlineData("corpus.encoding", "utf-9", "\"\"", "utf-7")]
    [InlineData("corpus.lowercase", "yes", "1", "on", "TRUE", "null")]
    [InlineData("corpus.normalization", "nfd", "1", "\"\"")]
    [InlineData("corpus.unknown-characters", "ignore", "null")]
    [InlineData("corpus.fallback", "nietzsche")]
    [InlineData("windows.maxlen", "0", "-60", "1000001")]
    [InlineData("windows.step", "0")]
    [InlineData("windows.targets", "all", "0")]
    [InlineData("model.layers", "0", "65")]
    [InlineData("model.hidden", "0", "8193")]
    [InlineData("model.dropout", "1", "-0.1", "NaN", "\"0,5\"")]
    [InlineData("training.batch-size", "0", "64k", "64 MB")]
    [InlineData("training.optimizer", "rmsprob", "sdg")]
    [InlineData("training.learning-rate", "0", "-1", "NaN", "Infinity", "1e999", "1001")]
    [InlineData("training.rho", "1", "-0.1")]
    [InlineData("training.momentum", "1")]
    [InlineData("training.beta1", "1")]
    [InlineData("training.beta2", "1.0")]
    [InlineData("training.epsilon", "0", "2")]
    [InlineData("training.clip-norm", "-1", "Infinity", "∞")]
    [InlineData("training.schedule.kind", "linear")]
    [InlineData("training.schedule.decay", "0", "1.1")]
    [InlineData("training.schedule.floor", "-0.1", "1.1")]
    [InlineData("training.device", "gpu", "\"cuda:\"", "cuda:x", "\"CUDA\"", "\"cuda:99999999999\"")]
    [InlineData("training.threads", "-1", "1025")]
    [InlineData("sampling.length", "0", "1000001")]
    [InlineData("sampling.seed-text", "\"\"", "[a]")]
    [InlineData("sampling.seed-texts", "[]", "one", "[\"\"]", "[[a]]", "[a, null]", "[a, b, a]")]
    [InlineData("sampling.replicas", "0")]
    [InlineData("sampling.context", "all")]
    [InlineData("sampling.top-k", "-1", "65537")]
    [InlineData("sampling.top-p", "0", "1.01", "NaN")]
    [InlineData("sampling.every-epochs", "0")]
    [InlineData("checkpoints.every-epochs", "0")]
    [InlineData("sweep.run", "\"\"", "\" \"", "[x]")]
    [InlineData("checkpoints.keep-last", "-1")]
    [InlineData("checkpoints.keep-best", "maybe")]
    [InlineData("supervision.max-retries", "-1", "1001")]
    [InlineData("supervision.max-deaths", "0", "1000001")]
    [InlineData("supervision.stall-timeout", "10", "0s", "-1s", "1 day", "721h", "1e3s", "infinite", "s")]
    [InlineData("persistence.provider", "mysql", "null", "Postgre SQL")]
    [InlineData("supervision.sample-timeout", "2 minutes", "99999999999999999999999h")]
    public void A_value_outside_its_range_is_refused_with_path_place_and_value(string path, params string[] values)
    {
        foreach (var value in values)
        {
            Loading.Errors($"actorlstm {{\n{path} = {value} }}").Should().ContainSingle(value)
                .Which.Should().StartWith($"test.conf:2: actorlstm.{path} wants ").And.Contain("; found ");
        }
    }

    [Theory]
    [InlineData("Database=runs")]
    [InlineData("server;Password=hush")]
    [InlineData("Host=server;Port=many;Password=hush")]
    [InlineData("Host=server;Colour=red;Password=\"hush\"")]
    [InlineData("Host=server;Port=many;pwd = 'hush'")]
    public void An_address_of_a_server_that_is_none_is_refused_and_not_shown(string value)
    {
        string[] settings = ["persistence.provider=postgresql", $"persistence.connection-string={value}"];
        Loading.Errors("actorlstm {}", null, settings).Should().ContainSingle()
            .Which.Should().Contain("actorlstm.persistence.connection-string wants the address of a PostgreSQL server, for instance \"Host=").And.NotContain("hush");
    }

    [Fact]
    public void A_server_needs_its_address_and_a_file_takes_none()
    {
        Loading.Errors("actorlstm {\npersistence.provider = postgresql }").Should().ContainSingle()
            .Which.Should().Contain(": actorlstm.persistence.connection-string is missing, and persistence.provider = postgresql needs it");
        Loading.Errors("actorlstm {\npersistence.connection-string = \"Host=server;Password=hush\" }").Should().ContainSingle()
            .Which.Should().StartWith("test.conf:2: actorlstm.persistence.connection-string is of no use with persistence.provider = sqlite").And.NotContain("hush");
    }

    [Theory]
    [InlineData("Host=server;Username=me;Password=hush")]
    [InlineData("Host=/var/run/postgresql;Password=\"a#b$c{d}//e\";Database=runs")]
    public void A_server_may_be_named_in_the_environment(string address) => Loading.Of(
        "actorlstm.persistence.provider = postgresql", new Dictionary<string, string> { ["ACTORLSTM__PERSISTENCE__CONNECTION_STRING"] = address }).Persistence.ConnectionString.Should().Be(address);

    [Theory]
    [Trait("Case", "T2")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("-0.5")]
    [InlineData("1e999")]
    [InlineData("warm")]
    [InlineData("null")]
    [InlineData("[1]")]
    public void A_temperature_that_is_none_is_refused_with_the_path(string value) =>
        Loading.Errors($"actorlstm {{\n\nsampling.temperatures = [0.5, {value}] }}").Should().ContainSingle()
            .Which.Should().StartWith("test.conf:3: actorlstm.sampling.temperatures wants a list of finite numbers, each of at least 0; found ");

    [Fact]
    [Trait("Case", "T2")]
    public void Every_finite_temperature_from_zero_on_is_taken() =>
        Loading.Of("actorlstm.sampling.temperatures = [-0, 1e-6, 1e-300, 100, 1e300]").Experiment.Sampling.Temperatures.Should().Equal(0, 1e-6, 1e-300, 100, 1e300);

    [Theory]
    [InlineData("[]")]
    [InlineData("[1, 1.0]")]
    [InlineData("[0, -0]")]
    public void Temperatures_are_at_least_one_and_each_once(string list) =>
        Loading.Errors($"actorlstm.sampling.temperatures = {list}").Should().ContainSingle();

    [Fact]
    public void Seed_texts_are_given_one_way()
    {
        Loading.Of("actorlstm.sampling.seed-texts = [\"one\", \"and another\"]").Experiment.Sampling.SeedTexts.Should().Equal("one", "and another");
        Loading.Of("actorlstm.sampling.seed-texts = null").Experiment.Sampling.SeedTexts.Should().BeNull();
        Loading.Errors("actorlstm {\nsampling.seed-text = one\nsampling.seed-texts = [one, two] }").Should().ContainSingle()
            .Which.Should().Be("test.conf:3: actorlstm.sampling.seed-texts stands beside sampling.seed-text, which it takes the place of: leave one of them out.");
    }

    [Fact]
    public void Seed_texts_count_for_the_most_texts_of_an_epoch() =>
        Loading.Errors("actorlstm.sampling { temperatures = \"0.1..10 by 0.1\", replicas = 501, seed-texts = [one, two] }").Should().ContainSingle()
            .Which.Should().Contain("sampling.replicas times the number of sampling.temperatures and of sampling.seed-texts is 100200 texts an epoch, more than 100000");

    [Theory]
    [InlineData("1500ms", 1.5)]
    [InlineData("1.5 s", 1.5)]
    [InlineData("2m", 120)]
    [InlineData("0.5h", 1800)]
    public void Times_have_units(string text, double seconds) =>
        Loading.Of($"actorlstm.supervision.stall-timeout = {text}").Supervision.StallTimeout.TotalSeconds.Should().Be(seconds);

    [Theory]
    [InlineData("experiment.seed", "-9223372036854775808")]
    [InlineData("experiment.epochs", "\"3\"")]
    [InlineData("training.optimizer", "RMSprop")]
    [InlineData("training.device", "cuda:1")]
    [InlineData("corpus.sha256", "23CF69874AB69D3D256099AB530EA4BE24D47D9675B673BCC67CBCD6298EC647")]
    [InlineData("corpus.encoding", "windows-1252")]
    [InlineData("model.dropout", ".5")]
    public void A_value_at_the_edge_is_taken(string path, string value) =>
        FluentActions.Invoking(() => Loading.Of($"actorlstm.{path} = {value}")).Should().NotThrow();
}
