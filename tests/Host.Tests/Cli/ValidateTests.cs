using System.Text.Json;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

public sealed class ValidateTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_valid_file_is_printed_whole_and_its_print_is_valid_too()
    {
        var file = folder.Write("first.conf", "actorlstm.experiment.epochs = 3");
        var first = await ActorLstmProcess.RunAsync("validate", file, "--set", "training.batch-size=64", "--set", "actorlstm.sampling.temperatures=[0, 1.5]");
        first.Should().Match<ProcessResult>(result => result.ExitCode == 0 && result.Error.Length == 0);
        first.Output.Should().Contain("name = \"first\"").And.Contain("epochs = 3").And.Contain("batch-size = 64").And.Contain("temperatures = [0, 1.5]");

        var again = await ActorLstmProcess.RunAsync("validate", folder.Write("again.conf", first.Output));
        again.Should().Be(first);
    }

    [Fact]
    [Trait("Case", "R11")]
    public async Task A_misspelt_key_is_refused_before_anything_starts()
    {
        folder.Write("typo.conf", "actorlstm {\n  epoch = 3\n  sampling.temprature = [1]\n}\n");
        var result = await ActorLstmProcess.RunAsync(["validate", "typo.conf"], null, folder.Path);
        (result.ExitCode, result.Output).Should().Be((2, ""));
        result.Error.Should().Be(
            """
            error: the configuration is refused, nothing was started (2 errors):
            typo.conf:2: actorlstm.epoch is not a key; did you mean actorlstm.experiment.epochs?
            typo.conf:3: actorlstm.sampling.temprature is not a key; did you mean actorlstm.sampling.temperatures?

            """);
    }

    [Fact]
    [Trait("Case", "T2")]
    public async Task A_negative_temperature_is_refused_with_its_path()
    {
        var result = await ActorLstmProcess.RunAsync("validate", folder.Write("a.conf", "actorlstm.sampling.temperatures = [0, -1]"));
        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain("a.conf:1: actorlstm.sampling.temperatures wants").And.Contain("found -1");
    }

    [Fact]
    public async Task Json_holds_the_configuration()
    {
        var result = await ActorLstmProcess.RunAsync("validate", folder.Write("a.conf", "actorlstm.experiment.name = \"é 😀\""), "--json");
        result.ExitCode.Should().Be(0);
        result.Output.TrimEnd().Should().NotContain("\n");
        var root = JsonDocument.Parse(result.Output).RootElement;
        root.GetProperty("valid").GetBoolean().Should().BeTrue();
        var configuration = root.GetProperty("configuration");
        configuration.GetProperty("experiment").GetProperty("name").GetString().Should().Be("é 😀");
        configuration.GetProperty("training").GetProperty("batch-size").GetInt32().Should().Be(128);
        configuration.GetProperty("sampling").GetProperty("seed-text").ValueKind.Should().Be(JsonValueKind.Null);
        configuration.GetProperty("supervision").GetProperty("stall-timeout").GetString().Should().Be("10m");
    }

    [Fact]
    public async Task Json_holds_every_error()
    {
        var file = folder.Write("a.conf", "actorlstm {\n  windows.step = 0\n}\n");
        var result = await ActorLstmProcess.RunAsync("validate", file, "--set", "epoch=1", "--json");
        result.ExitCode.Should().Be(2);
        var root = JsonDocument.Parse(result.Output).RootElement;
        root.GetProperty("valid").GetBoolean().Should().BeFalse();
        var errors = root.GetProperty("errors").EnumerateArray().ToList();
        errors.Should().HaveCount(2);
        errors[0].GetProperty("path").GetString().Should().Be("actorlstm.windows.step");
        errors[0].GetProperty("source").GetString().Should().Be(file);
        errors[0].GetProperty("line").GetInt32().Should().Be(2);
        errors[1].GetProperty("message").GetString().Should().StartWith("actorlstm.epoch is not a key");
        errors[1].GetProperty("line").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task The_environment_stands_above_the_file()
    {
        var variables = new Dictionary<string, string?> { ["ACTORLSTM__TRAINING__BATCH_SIZE"] = "7" };
        var result = await ActorLstmProcess.RunAsync(["validate", folder.Write("a.conf", "actorlstm.training.batch-size = 5")], variables);
        result.Output.Should().Contain("batch-size = 7");
    }

    [Theory]
    [InlineData("actorlstm {", "a.conf:1: The { that opens here is not closed.")]
    [InlineData("actorlstm {}\ninclude \"b.conf\"", "a.conf:2: include is not supported")]
    [InlineData("actorlstm.corpus.source = ${NOWHERE}", "a.conf:1: ${NOWHERE} is neither")]
    [InlineData("", "The file is empty")]
    public async Task A_file_that_is_no_configuration_is_refused_without_a_stack_trace(string content, string message)
    {
        var result = await ActorLstmProcess.RunAsync("validate", folder.Write("a.conf", content));
        (result.ExitCode, result.Output).Should().Be((2, ""));
        result.Error.Should().Contain(message).And.NotContain("   at ");
    }
}
