using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>The command line without <c>--server</c>, about runs that are queued in a service.</summary>
[Trait("Case", "F1")]
public sealed class QueuedRunTests : IDisposable
{
    private const string Settings = "experiment { name = endless, epochs = 1000000 }, corpus.source = sample, windows { maxlen = 20, step = 40 }, model.hidden = 16, training.threads = 1, sampling.every-epochs = 1000000";

    private const string Interrupted = "20260314-150926-k3xp";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_queued_run_belongs_to_its_service_until_the_service_has_stopped()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=1");
        var first = await service.SubmitAsync($"actorlstm {{ {Settings} }}");
        await service.WatchAsync(first, until: happened => happened.Kind == "epoch");
        var queued = await service.SubmitAsync($"actorlstm {{ {Settings} }}");
        var submission = await File.ReadAllTextAsync(folder["runs", queued, "submission.json"], TestContext.Current.CancellationToken);

        foreach (var verb in new[] { "cancel", "pause" })
        {
            var refused = await Verb(verb, queued);
            refused.MustBe(2);
            refused.Error.Should().Contain($"The run {queued} is queued in the service that is running on the folder {folder["runs"]}.").And.Contain($"actorlstm {verb} {queued} --server URL");
        }

        var kept = await Verb("remove", queued);
        kept.MustBe(2);
        kept.Error.Should().Contain("queued in the service that is running on its folder").And.Contain($"actorlstm cancel {queued} --server URL");
        (await File.ReadAllTextAsync(folder["runs", queued, "submission.json"], TestContext.Current.CancellationToken)).Should().Be(submission);
        (await service.StatusOfAsync(queued)).Should().Be("queued");

        (await service.StopAsync()).MustBe(0);
        (await Verb("cancel", queued)).Should().Match<ProcessResult>(cancelled => cancelled.ExitCode == 0 && cancelled.Output == $"run {queued} is cancelled\n");
        (await Verb("remove", queued)).MustBe(0);
        using var again = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=1");
        (await again.GetAsync("/api/runs"))["runs"]!.AsArray().Select(run => (string)run!["id"]!).Should().Equal(first);
    }

    [Fact]
    public async Task A_queued_run_that_the_service_has_cancelled_and_a_run_of_another_process_are_not_kept_from_the_command_line()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], null, "service.concurrent-runs=1");
        var first = await service.SubmitAsync($"actorlstm {{ {Settings} }}");
        await service.WatchAsync(first, until: happened => happened.Kind == "epoch");
        var queued = await service.SubmitAsync($"actorlstm {{ {Settings} }}");
        (await ActorLstmProcess.RunAsync("cancel", queued, "--server", service.Address)).MustBe(0);
        StoredRuns.Write(folder, Interrupted, StoredRuns.Told(Interrupted, epochs: 1));

        (await Verb("remove", queued)).MustBe(0);
        (await Verb("remove", Interrupted)).MustBe(0);
        (await Verb("cancel", first)).MustBe(0);
    }

    private Task<ProcessResult> Verb(string verb, string run) => ActorLstmProcess.RunAsync(verb, run, "--runs", folder["runs"]);
}
