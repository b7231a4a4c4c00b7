using System.Net;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>Runs and batches that begin within a second.</summary>
[Trait("Case", "F55")]
public sealed class ServedOrderTests : IDisposable
{
    private const int Count = 12;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Runs_and_batches_are_listed_in_the_order_in_which_they_were_submitted()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=1");
        const string Run = "actorlstm { experiment { name = same, epochs = 1000000 }, corpus.source = sample, windows { maxlen = 20, step = 40 }, model.hidden = 16, training.threads = 1 }";
        var runs = new List<string>();
        for (var number = 0; number < Count; number++)
        {
            runs.Add(await service.SubmitAsync(Run));
        }

        var batches = new List<string>();
        for (var number = 0; number < Count; number++)
        {
            batches.Add(await service.SubmitAsync($"actorlstm {{ experiment {{ name = batch-{number}, epochs = 1 }}, corpus.source = sample, batch.matrix {{ experiment.seed = [1, 2] }} }}"));
        }

        runs.Reverse();
        batches.Reverse();
        (await service.GetAsync("/api/runs?name=same"))["runs"]!.AsArray().Select(run => (string)run!["id"]!).Should().Equal(runs);
        (await service.GetAsync("/api/batches"))["batches"]!.AsArray().Select(batch => (string)batch!["id"]!).Should().Equal(batches);
        ((string)(await service.GetAsync("/api/runs/same"))["run"]!["id"]!).Should().Be(runs[0], "the newest of its name is the last one");
        foreach (string[] place in new[] { new[] { "--runs", folder["runs"] }, ["--server", service.Address] })
        {
            (await ListedAsync(["--name", "same", .. place])).Should().Equal(runs);
            (await ListedAsync(["--batches", .. place])).Should().Equal(batches);
        }

        var page = await service.SendAsync(HttpMethod.Get, "/");
        page.Status.Should().Be(HttpStatusCode.OK);
        runs.Select(run => page.Text.IndexOf($"\"runs/{run}\"", StringComparison.Ordinal)).Should().NotContain(-1).And.BeInAscendingOrder();
    }

    private static async Task<IEnumerable<string>> ListedAsync(string[] options)
    {
        var listed = await ActorLstmProcess.RunAsync(["list", .. options]);
        listed.MustBe(0);
        return listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(' ')[0]);
    }
}
