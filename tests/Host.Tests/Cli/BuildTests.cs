using System.Text.Json.Nodes;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Tests.Service;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

/// <summary>Which build of the program it is, wherever it is said.</summary>
[Trait("Case", "F7")]
public sealed class BuildTests : IDisposable
{
    private static readonly ProgramBuild Build = ProgramBuild.Current;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Version_doctor_and_run_json_tell_the_commit_and_whether_the_sources_were_modified()
    {
        (await ActorLstmProcess.RunAsync("--version")).Output.Trim().Should().Be(Build.ToString());
        var doctor = JsonNode.Parse((await ActorLstmProcess.RunAsync("doctor", "--json")).Output)!;
        var run = (await FinishedRun.OfAsync(folder, "--set", "experiment.epochs=1")).Run;
        foreach (var versions in new[] { doctor["versions"]!, run["versions"]! })
        {
            ((string?)versions["actorlstm"]).Should().Be(Build.Version);
            ((string?)versions["commit"]).Should().Be(Build.Commit);
            ((string?)versions["tree"]).Should().Be(Build.Tree);
        }

        (await ActorLstmProcess.RunAsync("doctor")).Output.Should().Contain(Build.Commit);
    }

    [Fact]
    public async Task A_service_tells_its_build_over_http_and_on_its_pages()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        var told = JsonNode.Parse(await service.Client.GetStringAsync("/api/version", TestContext.Current.CancellationToken))!;
        ((string?)told["version"], (string?)told["commit"], (string?)told["tree"]).Should().Be((Build.Version, Build.Commit, Build.Tree));
        (await service.Client.GetStringAsync("/", TestContext.Current.CancellationToken)).Should().Contain($"ActorLstm {Build}</footer>");
    }
}
