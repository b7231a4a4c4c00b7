using System.Net;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>What the API, and the command line with <c>--server</c>, make of a name that can mean two runs.</summary>
[Trait("Case", "F13")]
public sealed class ServedNameTests : IDisposable
{
    private const string Named = "20260314-150926-aaaa";
    private const string Other = "20260315-150926-bbbb";

    private readonly TemporaryFolder folder = new();

    public ServedNameTests()
    {
        StoredRuns.Write(folder, Named, StoredRuns.Told(Named, epochs: 1, RunStatus.Completed, "20260315"));
        StoredRuns.Write(folder, Other, StoredRuns.Told(Other, epochs: 1, RunStatus.Completed, "other"));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_cannot_be_undone_is_refused_with_the_runs_that_a_name_can_mean()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);

        foreach (var answer in new[] { await service.SendAsync(HttpMethod.Delete, "/api/runs/20260315"), await service.PostAsync("/api/runs/20260315/cancel") })
        {
            answer.Status.Should().Be(HttpStatusCode.Conflict);
            answer.Type.Should().Be("application/problem+json");
            answer.Json["matches"]!.AsArray().Select(match => ((string)match!["id"]!, (string)match["name"]!, (string)match["status"]!)).Should().Equal((Named, "20260315", "completed"), (Other, "other", "completed"));
            answer.Json["matches"]![0]!["started_at"].Should().NotBeNull();
        }

        (await service.SendAsync(HttpMethod.Delete, $"/api/runs/{Other}")).Status.Should().Be(HttpStatusCode.OK);
        ((string)(await service.SendAsync(HttpMethod.Delete, "/api/runs/20260315")).Json["id"]!).Should().Be(Named);
    }

    [Fact]
    public async Task What_is_only_looked_at_is_what_has_the_name()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);

        ((string)(await service.GetAsync("/api/runs/20260315"))["run"]!["id"]!).Should().Be(Named);
        ((string)(await service.GetAsync("/api/find?name=20260315"))["id"]!).Should().Be(Named);
        (await service.SendAsync(HttpMethod.Get, "/api/runs/2026")).Status.Should().Be(HttpStatusCode.NotFound);
        (await service.SendAsync(HttpMethod.Get, "/runs/20260315")).Text.Should().Contain(Named);
    }

    [Fact]
    public async Task The_verbs_say_the_same_of_a_service()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        var environment = new Dictionary<string, string?> { ["ACTORLSTM_SERVER"] = service.Address };
        foreach (var verb in new[] { "remove", "cancel" })
        {
            var refused = await ActorLstmProcess.RunAsync([verb, "20260315"], environment);
            refused.MustBe(2);
            refused.Error.Should().Contain("\"20260315\" can mean 2 runs. Give the whole id of one:").And.Contain(Named).And.Contain(Other);
        }

        (await ActorLstmProcess.RunAsync(["show", "20260315"], environment)).Output.Should().Contain(Named).And.NotContain(Other);
    }
}
