using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

public sealed class RequestTests : IDisposable
{
    private const string Id = "20260314-150926-k3xp";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Ctrl_C_ends_the_waiting_and_takes_the_request_back()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sends a signal.");
        var run = StoredRuns.Write(folder, Id, StoredRuns.Told(Id, epochs: 1));
        using var lease = RunLease.Take(run, new RunOwner("there", 7, "token"), TimeProvider.System);
        using var pause = ActorLstmProcess.Start(["pause", Id, "--runs", folder["runs"]]);
        await pause.ErrorHas("waiting for process 7 on there");
        await pause.SignalAsync("INT");
        (await pause.WaitAsync()).ExitCode.Should().Be(130);
        File.Exists(Path.Combine(run, RunRequests.FileName)).Should().BeFalse();
        RunLease.HolderOf(run).Should().NotBeNull();
    }

    [Fact]
    public async Task A_run_that_comes_to_its_end_meanwhile_was_not_paused()
    {
        var run = StoredRuns.Write(folder, Id, StoredRuns.Told(Id, epochs: 1));
        using var lease = RunLease.Take(run, new RunOwner("there", 7, "token"), TimeProvider.System);
        using var pause = ActorLstmProcess.Start(["pause", Id, "--runs", folder["runs"]]);
        await pause.ErrorHas("waiting for process 7 on there");
        StoredRuns.Write(folder, Id, StoredRuns.Told(Id, epochs: 1, RunStatus.Completed));
        lease.Dispose();
        var late = await pause.WaitAsync();
        late.ExitCode.Should().Be(1);
        late.Output.Should().Contain($"run {Id} is completed");
    }

    [Theory]
    [InlineData("pause", RunStatus.Completed, "it is completed. There is nothing to pause.")]
    [InlineData("cancel", RunStatus.Failed, "it is failed. There is nothing to cancel.")]
    [InlineData("pause", RunStatus.Interrupted, "it is interrupted. Resume it with: actorlstm resume")]
    [InlineData("pause", null, "it is interrupted (its process (42 on here) ended without a word). Resume it with: actorlstm resume")]
    public async Task A_run_without_a_process_is_asked_for_nothing_that_makes_no_sense(string verb, RunStatus? status, string message)
    {
        StoredRuns.Write(folder, Id, StoredRuns.Told(Id, epochs: 1, status));
        var refused = await ActorLstmProcess.RunAsync(verb, Id, "--runs", folder["runs"]);
        refused.ExitCode.Should().Be(2);
        refused.Error.Should().Contain($"No process works on the run {Id}: {message}");
    }

    [Fact]
    [Trait("Case", "R5")]
    public async Task Where_files_cannot_be_locked_no_run_begins()
    {
        FinishedRun.Configure(folder);
        var refused = await ActorLstmProcess.RunAsync(FinishedRun.Arguments(folder), new Dictionary<string, string?> { ["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1" });
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows always locks.");
        refused.ExitCode.Should().Be(2);
        refused.Error.Should().Contain("has no locks, or they are switched off").And.Contain("--runs");
        Directory.EnumerateDirectories(folder["runs"]).Should().BeEmpty();
    }
}
