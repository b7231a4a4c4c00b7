using System.Text.Json.Nodes;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Training;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

public sealed class ShowTests : IDisposable
{
    private const string Id = "20260314-150926-k3xp";
    private static readonly DateTimeOffset At = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_tells_everything_about_a_run_and_what_can_be_done_with_it()
    {
        var events = StoredRuns.Told(Id, epochs: 2);
        var best = ((EpochTrained)events[3]).Checkpoint!;
        StoredRuns.Write(folder, Id,
        [
            .. events,
            new TrainingDiverged(3, 7, double.NaN, "the loss is no number in epoch 3, batch 7", DivergencePolicy.Rollback, best, 0.5, At),
            new RunResumed(new RunOwner("other", 77, "token"), ["it trains with 1 threads, not with 2"], null, null, At),
            new ProgressSaved(new CheckpointRef(new string('d', 64), 1000, 3, 40), At),
            new RunEnded(RunStatus.Interrupted, "stopped by SIGTERM", At.AddMinutes(90)),
        ]);
        folder.Write($"runs/{Id}/checkpoints/{best.FolderName}/model.safetensors", new byte[1_000_000]);

        var shown = await ShowAsync();
        Line(shown, "status").Should().Be("interrupted: stopped by SIGTERM");
        Line(shown, "corpus").Should().StartWith("proverbs, 2,940 characters, 25 distinct, 976 windows, sha256 aaa");
        Line(shown, "network").Should().Be("1,234 parameters, seed 7, cpu with 1 thread, torch kernel");
        Line(shown, "epochs").Should().Be("2 of 10, the last checkpoint after batch 40 of epoch 3");
        Line(shown, "samples").Should().Be("2");
        Line(shown, "started").Should().EndWith(", resumed 1 time");
        Line(shown, "diverged").Should().Be("the loss is no number in epoch 3, batch 7; went back to epoch 2 with 0.5 times the learning rate");
        Line(shown, "drift").Should().Be("it trains with 1 threads, not with 2");
        Line(shown, "on the disk").Should().Be("1.0 MB, 1 checkpoint");
        Line(shown, "folder").Should().Be(Path.Combine("runs", Id));
        Line(shown, "    1  1.5000").Should().EndWith("removed");
        Line(shown, "    2  0.7500").Should().EndWith(best.Sha256[..16]);
        shown.Error.ReplaceLineEndings("\n").Should().Be($"go on with: actorlstm resume {Id}\ntext from it with: actorlstm sample {Id}\n");
    }

    [Fact]
    public async Task The_json_has_what_run_json_has_and_what_is_on_the_disk()
    {
        StoredRuns.Write(folder, Id, StoredRuns.Told(Id, epochs: 2, RunStatus.Completed));
        var shown = JsonNode.Parse((await ShowAsync("--json")).Output)!;
        ((string?)shown["status"]).Should().Be("completed");
        ((int?)shown["corpus"]!["windows"]).Should().Be(976);
        ((int?)shown["samples"]).Should().Be(2);
        ((int?)shown["checkpoints"]).Should().Be(0);
        ((long?)shown["bytes"]).Should().BePositive();
        shown["metrics"]!.AsArray().Select(line => ((int)line!["epoch"]!, (bool)line["checkpoint_is_there"]!)).Should().Equal((1, false), (2, false));
    }

    [Fact]
    public async Task A_run_of_another_folder_is_named_by_its_folder()
    {
        var run = StoredRuns.Write(folder, Id, StoredRuns.Told(Id, epochs: 1));
        Directory.Move(folder["runs"], folder["elsewhere"]);
        var shown = await ActorLstmProcess.RunAsync(["show", "small", "--runs", "elsewhere"], environment: null, folder.Path);
        shown.Error.Should().Contain($"go on with: actorlstm resume {Path.Combine("elsewhere", Path.GetFileName(run))}");
    }

    [Fact]
    [Trait("Case", "R6")]
    public async Task A_run_that_never_began_says_so()
    {
        folder.Write($"runs/{Id}/{RunFolder.RunFile}", "");
        var shown = await ShowAsync();
        Line(shown, "status").Should().Be("interrupted: it never began");
        shown.Error.ReplaceLineEndings("\n").Should().Be($"remove it with: actorlstm remove {Id}\n");
    }

    private static string Line(ProcessResult shown, string start) =>
        shown.Output.ReplaceLineEndings("\n").Split('\n').Single(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..].Trim();

    private async Task<ProcessResult> ShowAsync(params string[] options)
    {
        var shown = await ActorLstmProcess.RunAsync(["show", Id, .. options], environment: null, folder.Path);
        shown.ExitCode.Should().Be(0, shown.Error);
        return shown;
    }
}
