using ActorLstm.Host.Tests.Durability.Batches;
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

    [Fact]
    [Trait("Case", "R1")]
    public async Task A_batch_of_a_service_that_is_killed_again_and_again_ends_as_one_that_nothing_happened_to()
    {
        var batch = new DurableBatch(folder);
        await batch.RunAsync(folder["alone"], 0);
        var (id, known) = ("", 0L);
        foreach (var until in new[] { "run_begun", "epoch", "run_stopped", "run_ended", "" })
        {
            using var service = await ServedProgram.StartAsync(folder["served"], folder.Path, "service.concurrent-runs=2");
            id = id.Length == 0 ? await service.SubmitAsync(batch.Text) : id;
            var told = await service.WatchBatchAsync(id, known, happened => happened.Kind == until);
            told.Where(happened => happened.Id is not null).Select(happened => happened.Id!.Value).Should().Equal(Enumerable.Range((int)known + 1, told.Count(happened => happened.Id is not null)).Select(number => (long)number));
            known = told.Max(happened => happened.Id) ?? known;
            await service.KillAsync();
        }

        BatchImage.Of(folder["served"]).DifferencesFrom(BatchImage.Of(folder["alone"])).Should().BeEmpty();
        Directory.EnumerateDirectories(folder["served"], "2*").Should().HaveCount(12, "no run was begun twice");
    }
}
