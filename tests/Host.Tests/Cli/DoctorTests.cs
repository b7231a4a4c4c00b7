using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

public sealed class DoctorTests
{
    [Fact]
    public async Task It_says_what_was_loaded_from_where_and_what_will_be_used()
    {
        var process = await ActorLstmProcess.RunAsync("doctor");
        process.ExitCode.Should().Be(0, process.Output);
        process.Output.Should().Contain("LibTorchSharp").And.Contain(ActorLstmProcess.ProgramFolder).And.Contain("torch_cpu").And.Contain("Nothing is wrong.");
    }

    [Fact]
    public async Task With_json_it_prints_one_object_in_snake_case()
    {
        var process = await ActorLstmProcess.RunAsync("doctor", "--json");
        var doctor = JsonNode.Parse(process.Output)!;
        ((bool?)doctor["healthy"]).Should().BeTrue();
        ((int?)doctor["cores"]).Should().Be(Environment.ProcessorCount);
        ((string?)doctor["device"]).Should().NotBeNullOrEmpty();
        ((string?)doctor["native"]!["torchsharp_version"]).Should().NotBeNullOrEmpty();
        doctor["native"]!["libraries"]!.AsArray().Should().Contain(library => ((string?)library!["loaded_from"] ?? "").Contains("LibTorchSharp", StringComparison.Ordinal));
        ((bool?)doctor["runs_writable"]).Should().BeTrue();
        ((long?)doctor["free_bytes"]).Should().BePositive();
        doctor["problems"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task A_folder_for_runs_that_cannot_be_written_is_a_problem()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("runs", "a file stands where the folder should be");
        var process = await ActorLstmProcess.RunAsync("doctor", "--runs", Path.Combine(file, "below"));
        process.ExitCode.Should().Be(1);
        process.Output.Should().Contain("not writable").And.Contain($"{file} is no folder. Name another folder with --runs");
    }
}
