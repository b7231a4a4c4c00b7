using ActorLstm.Host.Configuration;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Configuration;

public sealed class VerbOptionTests
{
    [Theory]
    [InlineData("${HOME}")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("\"a\"")]
    [InlineData("a\nb # c")]
    public void A_value_is_no_hocon(string value) =>
        Loading.With(new VerbOption("--text", "sampling.seed-text", value)).Experiment.Sampling.SeedText.Should().Be(value);

    [Fact]
    public void A_list_has_commas() =>
        Loading.With(new VerbOption("--temperature", "sampling.temperatures", "0, 0.8,1", IsList: true)).Experiment.Sampling.Temperatures.Should().Equal(0, 0.8, 1);

    [Theory]
    [InlineData("${X}")]
    [InlineData("1,")]
    [InlineData("")]
    [InlineData("[1]")]
    public void A_list_that_is_none_is_refused_by_the_option(string value) =>
        Loading.Errors(new VerbOption("--temperature", "sampling.temperatures", value, IsList: true)).Should().Equal($"--temperature {value}: wants a list of finite numbers, each of at least 0.");

    [Fact]
    public void A_name_is_never_none() =>
        Loading.Errors(new VerbOption("--name", "experiment.name", "x/y")).Should().ContainSingle().Which.Should().StartWith("--name x/y: wants 1 to 100 characters").And.NotContain("null");

    [Fact]
    public void A_rule_of_several_settings_names_the_setting() =>
        Loading.Errors(new VerbOption("--count", "sampling.replicas", "99999")).Should().Equal(
            "--count 99999: actorlstm.sampling.replicas times the number of sampling.temperatures is 399996 texts an epoch, more than 100000; make one of them smaller.");
}
