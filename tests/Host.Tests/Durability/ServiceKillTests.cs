using ActorLstm.Host.Tests.Service;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>The service is killed while runs train, and takes them up again when it is started.</summary>
public sealed class ServiceKillTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("Case", "R1")]
    public async Task Three_runs_of_a_service_that_is_killed_end_as_runs_that_nothing_happened_to()
    {
        var experiment = new DurableExperiment(folder);
        var reference = await experiment.ReferenceAsync();
        var configuration = await File.ReadAllTextAsync(folder["durable.conf"], TestContext.Current.CancellationToken);
        var (runs, ids) = (folder["served"], new List<string>());
        using (var service = await ServedProgram.StartAsync(runs, folder.Path, "service.concurrent-runs=3"))
        {
            for (var run = 0; run < 3; run++)
            {
                ids.Add(await service.SubmitAsync(configuration));
            }

            await Task.WhenAll(ids.Select(id => service.WatchAsync(id, until: happened => happened.Kind == "sample")));
            await service.KillAsync();
        }

        using var again = await ServedProgram.StartAsync(runs, folder.Path, "service.concurrent-runs=3");
        var ends = await Task.WhenAll(ids.Select(id => again.WatchAsync(id)));

        ends.Should().AllSatisfy(events => events.Should().Contain(happened => happened.Kind == "run_resumed"));
        ids.Should().AllSatisfy(id => RunImage.Of(folder["served", id]).DifferencesFrom(reference).Should().BeEmpty());
    }
}
