using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Configuration;

public sealed class UnknownKeysTests
{
    [Theory]
    [Trait("Case", "R11")]
    [InlineData("epoch", "experiment.epochs")]
    [InlineData("epochs", "experiment.epochs")]
    [InlineData("sampling.temprature", "sampling.temperatures")]
    [InlineData("temperature", "sampling.temperatures")]
    [InlineData("training.batch_size", "training.batch-size")]
    [InlineData("trainning.batch-size", "training.batch-size")]
    [InlineData("training.lr", "training.learning-rate")]
    [InlineData("sampling.temp", "sampling.temperatures")]
    [InlineData("training.xyz", null)]
    [InlineData("training.learningRate", "training.learning-rate")]
    [InlineData("training.dropout", "model.dropout")]
    [InlineData("windows.max-len", "windows.maxlen")]
    [InlineData("sampling.topk", "sampling.top-k")]
    [InlineData("training.schedule.decays", "training.schedule.decay")]
    [InlineData("zzz", null)]
    public void A_misspelt_key_is_refused_with_its_line_and_the_nearest_key(string path, string? nearest)
    {
        var error = Loading.Errors($"actorlstm {{\n\n\n{path} = 3 }}").Should().ContainSingle().Subject;
        error.Should().StartWith($"test.conf:4: actorlstm.{path} is not a key").And.EndWith(
            nearest is null ? ". config/reference.conf lists every key." : $"; did you mean actorlstm.{nearest}?");
    }

    [Theory]
    [Trait("Case", "R11")]
    [InlineData("actorlstm { \"experiment.epochs\" = 3 }")]
    [InlineData("{\"actorlstm\": {\"experiment.epochs\": 3}}")]
    [InlineData("actorlstm { experiment {}, \"experiment.epochs\" = banana }")]
    public void A_dotted_key_in_quotes_is_no_setting_and_is_refused(string text) =>
        Loading.Errors(text).Should().ContainSingle().Which.Should().Contain("a dot within quotes is part of the name").And.Contain("actorlstm.experiment.epochs");

    [Fact]
    public void The_environment_and_the_options_are_held_to_the_same_keys()
    {
        var errors = Loading.Errors("actorlstm {}", new Dictionary<string, string> { ["ACTORLSTM__TRAINING__BATCHSIZE"] = "3" }, "epoch=3");
        errors.Should().BeEquivalentTo(
            "environment variable ACTORLSTM__TRAINING__BATCHSIZE: actorlstm.training.batchsize is not a key; did you mean ACTORLSTM__TRAINING__BATCH_SIZE?",
            "--set epoch=3: actorlstm.epoch is not a key; did you mean actorlstm.experiment.epochs?");
    }

    [Theory]
    [InlineData("epochs = 3", "epochs is outside actorlstm { ... }, where only akka { ... } may stand; did you mean actorlstm.experiment.epochs?")]
    [InlineData("training { epsilon = 1 }", "training is outside actorlstm { ... }, where only akka { ... } may stand; did you mean actorlstm.training.epsilon?")]
    [InlineData("actorlsm.experiment.epochs = 3", "actorlsm is outside actorlstm { ... }, where only akka { ... } may stand; did you mean actorlstm.experiment.epochs?")]
    [InlineData("akka = 3", "akka is a section and wants braces around its settings, { ... }.")]
    [InlineData("actorlstm = 3", "actorlstm is a section and wants braces around its settings, { ... }.")]
    public void Nothing_else_stands_at_the_top(string text, string message) =>
        Loading.Errors(text).Should().Equal($"test.conf:1: {message}");

    [Fact]
    public void An_unknown_section_is_refused_even_empty_or_left_out_by_its_reference() =>
        Loading.Errors("actorlstm {\n tuning {}\n color = ${?NONE}\n}").Select(error => error[..12]).Should().Equal("test.conf:2:", "test.conf:3:");
}
