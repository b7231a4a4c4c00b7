using ActorLstm.Actors.Runs;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>Runs of a service that are removed by what they are.</summary>
[Trait("Case", "R10")]
public sealed class ServedRemovalTests : IDisposable
{
    private const string Completed = "20260314-150926-aaaa";
    private const string Failed = "20260314-150927-bbbb";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Runs_of_a_status_and_an_age_are_removed_and_those_at_work_are_left()
    {
        StoredRuns.Write(folder, Completed, StoredRuns.Told(Completed, epochs: 1, RunStatus.Completed));
        StoredRuns.Write(folder, Failed, StoredRuns.Told(Failed, epochs: 1, RunStatus.Failed));
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        var endless = await service.SubmitAsync("actorlstm { experiment { name = endless, epochs = 1000000 }, corpus.source = sample, windows { maxlen = 20, step = 40 }, model.hidden = 16, training.threads = 1, sampling.every-epochs = 1000000 }");
        await service.WatchAsync(endless, until: happened => happened.Kind == "epoch");
        Task<ProcessResult> Remove(params string[] arguments) => ActorLstmProcess.RunAsync(["remove", .. arguments, "--server", service.Address]);

        (await Remove("--status", "failed", "--dry-run")).Output.Should().MatchRegex($"^would remove {Failed} \\(.*\\), [0-9,]+ bytes\n$");
        (await Remove("--status", "failed", "--older-than", "0d")).Output.Should().MatchRegex($"^removed {Failed} \\(.*\\), freed [0-9,]+ bytes\n$");
        (await Remove("--status", "running")).Error.Should().Contain($"left {endless} (endless): the run {endless} is running");
        (await Remove(Completed, "endless")).Should().Match<ProcessResult>(refused => refused.ExitCode == 2 && refused.Error.Contains($"actorlstm cancel {endless}", StringComparison.Ordinal));
        Directory.Exists(folder["runs", Completed]).Should().BeTrue();
    }
}
