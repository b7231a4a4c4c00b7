using System.Diagnostics;
using System.Text.Json.Nodes;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>A run that was interrupted in order goes on where it was, and one that has ended is refused.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Runs => folder["runs"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [Trait("Case", "R1")]
    [Trait("Case", "R2")]
    public async Task Two_epochs_and_two_more_are_four(string signal, int exitCode)
    {
        // Epochs of a second, so that the signal comes well before the fourth has ended.
        var experiment = new DurableExperiment(folder, "experiment.epochs=4", "training.batch-size=1");
        var reference = await experiment.ReferenceAsync();
        await InterruptAsync(experiment, "\"event\":\"epoch\",\"epoch\":2,", signal, exitCode);

        var resumed = await ActorLstmProcess.RunAsync(DurableExperiment.Resume(Runs));

        resumed.MustBe(0);
        RunImage.Of(DurableExperiment.OnlyRunIn(Runs)).DifferencesFrom(reference).Should().BeEmpty();
    }

    [Fact]
    [Trait("Case", "R2")]
    public async Task A_signal_in_the_middle_of_an_epoch_loses_no_batch()
    {
        // Epochs of a second, so that the signal comes in the middle of the second one.
        var experiment = new DurableExperiment(folder, "experiment.epochs=2", "training.batch-size=1", "checkpoints.every=1h");
        var reference = await experiment.ReferenceAsync();
        await InterruptAsync(experiment, "\"event\":\"epoch\",\"epoch\":1,", "TERM", 143);

        var run = DurableExperiment.OnlyRunIn(Runs);
        var before = (await RecordedEvents.ReadAsync(new PersistenceOptions(), run)).Events;
        var saved = before.OfType<ProgressSaved>().Should().ContainSingle().Which.Checkpoint;
        saved.Epoch.Should().Be(2);
        before[^1].Should().BeOfType<RunEnded>().Which.Status.Should().Be(RunStatus.Interrupted);
        Directory.Exists(Path.Combine(run, "checkpoints", saved.FolderName)).Should().BeTrue();

        var resumed = await ActorLstmProcess.RunAsync(DurableExperiment.Resume(Runs));

        resumed.MustBe(0);
        resumed.Error.Should().Contain($"batch {saved.Batch}");
        RunImage.Of(run).DifferencesFrom(reference).Should().BeEmpty();
    }

    [Fact]
    public async Task The_advice_to_go_on_works_wherever_the_runs_are()
    {
        var experiment = new DurableExperiment(folder, "experiment.epochs=12");
        const string advice = "go on with: actorlstm ";
        var interrupted = await InterruptAsync(experiment, "\"event\":\"epoch\",\"epoch\":1,", "INT", 130);
        var given = interrupted.Error.Split('\n').Single(line => line.StartsWith(advice, StringComparison.Ordinal));
        (await ActorLstmProcess.RunAsync(given.Trim()[advice.Length..].Split(' '))).MustBe(0);
    }

    [Fact]
    public async Task With_the_fused_kernel_another_number_of_threads_gives_the_same_run()
    {
        var experiment = new DurableExperiment(folder, "experiment.epochs=12", "training.batch-size=64");
        var reference = await experiment.ReferenceAsync();
        await InterruptAsync(experiment, "\"event\":\"epoch\",\"epoch\":1,", "INT", 130);

        (await ActorLstmProcess.RunAsync([.. DurableExperiment.Resume(Runs), "--threads", "3"])).MustBe(0);

        RunImage.Of(DurableExperiment.OnlyRunIn(Runs)).DifferencesFrom(reference).Should().BeEmpty();
    }

    [Fact]
    public async Task With_torch_another_number_of_threads_is_refused_unless_drift_is_accepted_which_is_recorded()
    {
        var experiment = new DurableExperiment(folder, "experiment.epochs=20", "training.kernel=torch", "windows.step=10");
        await InterruptAsync(experiment, "\"event\":\"epoch\",\"epoch\":1,", "INT", 130);
        await RefusedUntilDriftIsAcceptedAsync("it trains with 2 threads, not with 1", "--threads", "2");
    }

    [Fact]
    [Trait("Case", "R2")]
    public async Task A_changed_corpus_is_refused_unless_drift_is_accepted_which_is_recorded()
    {
        var experiment = new DurableExperiment(folder, "experiment.epochs=12");
        await InterruptAsync(experiment, "\"event\":\"epoch\",\"epoch\":1,", "INT", 130);
        var corpus = folder["proverbs.txt"];
        var before = await File.ReadAllTextAsync(corpus, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(corpus, before.Replace("stone", "shore", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await RefusedUntilDriftIsAcceptedAsync("sha256");
    }

    [Theory]
    [InlineData("with checkpoints")]
    [InlineData("without checkpoints")]
    public async Task A_corpus_of_another_alphabet_is_refused_whatever_is_accepted(string which)
    {
        var experiment = new DurableExperiment(folder, "experiment.epochs=12");
        await InterruptAsync(experiment, "\"event\":\"epoch\",\"epoch\":1,", "INT", 130);
        var run = DurableExperiment.OnlyRunIn(Runs);
        if (which == "without checkpoints")
        {
            Directory.Delete(Path.Combine(run, "checkpoints"), recursive: true);
        }

        var image = RunImage.Of(run);
        var other = folder.Write("other.txt", string.Concat(Enumerable.Repeat("quite another text (with brackets), no. 7.", 200)));

        var refused = await ActorLstmProcess.RunAsync([.. DurableExperiment.Resume(Runs), "--corpus", other, "--accept-drift"]);

        refused.MustBe(2);
        refused.Error.Should().Contain("The alphabets differ");
        RunImage.Of(run).DifferencesFrom(image).Should().BeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_swept_out_of_the_checkpoints_is_named_and_nothing_is_recorded()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux can mount a folder that cannot be removed.");
        var experiment = new DurableExperiment(folder, "experiment.epochs=12");
        await InterruptAsync(experiment, "\"event\":\"epoch\",\"epoch\":1,", "INT", 130);
        var run = DurableExperiment.OnlyRunIn(Runs);
        var left = Directory.CreateDirectory(Path.Combine(run, "checkpoints", "left")).FullName;
        using var mount = Process.Start("mount", ["-t", "tmpfs", "tmpfs", left]);
        await mount.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(mount.ExitCode == 0, "Nothing can be mounted here: the tests run in a container that may not.");
        try
        {
            var refused = await ActorLstmProcess.RunAsync(DurableExperiment.Resume(Runs));

            refused.MustBe(2);
            refused.Error.Should().Contain($"The run cannot be started in {run}: ").And.NotContain("should not");
            (await RecordedEvents.ReadAsync(new PersistenceOptions(), run)).Events.OfType<RunResumed>().Should().BeEmpty();
        }
        finally
        {
            using var unmount = Process.Start("umount", [left]);
            await unmount.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_run_that_is_reached_through_a_link_goes_on_in_its_own_journal()
    {
        var experiment = new DurableExperiment(folder, "experiment.epochs=12");
        var reference = await experiment.ReferenceAsync();
        await InterruptAsync(experiment, "\"event\":\"epoch\",\"epoch\":1,", "INT", 130);
        var run = DurableExperiment.OnlyRunIn(Runs);
        var links = Directory.CreateDirectory(folder["links"]).FullName;
        var link = Directory.CreateSymbolicLink(Path.Combine(links, "mine"), run).FullName;

        (await ActorLstmProcess.RunAsync("resume", link, "--json")).MustBe(0);

        RunImage.Of(run).DifferencesFrom(reference).Should().BeEmpty();
        Directory.EnumerateFileSystemEntries(links).Should().Equal(link);
    }

    [Fact]
    public async Task A_run_whose_folder_was_renamed_keeps_its_events()
    {
        var experiment = new DurableExperiment(folder, "experiment.epochs=12");
        var reference = await experiment.ReferenceAsync();
        await InterruptAsync(experiment, "\"event\":\"epoch\",\"epoch\":1,", "INT", 130);
        var renamed = Path.Combine(Runs, "renamed");
        Directory.Move(DurableExperiment.OnlyRunIn(Runs), renamed);

        var resumed = await ActorLstmProcess.RunAsync("resume", renamed, "--json");

        resumed.MustBe(0);
        resumed.Error.Should().NotContain("journal knows nothing");
        RunImage.Of(renamed).DifferencesFrom(reference).Should().BeEmpty();
    }

    [Fact]
    public async Task A_run_that_is_completed_is_refused_and_stays_as_it_is()
    {
        var experiment = new DurableExperiment(folder, "experiment.epochs=1");
        (await ActorLstmProcess.RunAsync(experiment.Start(Runs))).MustBe(0);
        var run = DurableExperiment.OnlyRunIn(Runs);
        var image = RunImage.Of(run);

        var refused = await ActorLstmProcess.RunAsync(DurableExperiment.Resume(Runs));

        refused.MustBe(2);
        refused.Error.Should().Contain("is completed: there is nothing to resume");
        RunImage.Of(run).DifferencesFrom(image).Should().BeEmpty();
    }

    [Fact]
    [Trait("Case", "R1")]
    public async Task A_run_that_does_not_exist_is_refused_with_the_folder_that_was_searched()
    {
        Directory.CreateDirectory(Runs);
        var refused = await ActorLstmProcess.RunAsync(DurableExperiment.Resume(Runs));
        refused.MustBe(2);
        refused.Error.Should().Contain(Runs).And.Contain(DurableExperiment.Name);
    }

    [Fact]
    [Trait("Case", "R5")]
    public async Task A_run_that_is_at_work_is_refused_to_a_second_process_with_the_one_that_has_it()
    {
        var experiment = new DurableExperiment(folder, "experiment.epochs=100000");
        using var first = ActorLstmProcess.Start(experiment.Start(Runs));
        await first.OutputHas("\"event\":\"run_started\"");

        var second = await ActorLstmProcess.RunAsync(DurableExperiment.Resume(Runs));

        second.MustBe(2);
        second.Error.Should().Contain($"{first.Id}").And.Contain(DurableExperiment.OnlyRunIn(Runs));
        await first.SignalAsync("INT");
        (await first.WaitAsync()).MustBe(130);
    }

    private async Task RefusedUntilDriftIsAcceptedAsync(string reason, params string[] changes)
    {
        var run = DurableExperiment.OnlyRunIn(Runs);
        var image = RunImage.Of(run);
        var refused = await ActorLstmProcess.RunAsync([.. DurableExperiment.Resume(Runs), .. changes]);
        refused.MustBe(2);
        refused.Error.Should().Contain(reason).And.Contain("--accept-drift");
        RunImage.Of(run).DifferencesFrom(image).Should().BeEmpty();

        (await ActorLstmProcess.RunAsync([.. DurableExperiment.Resume(Runs), .. changes, "--accept-drift"])).MustBe(0);
        var page = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(run, "run.json"), TestContext.Current.CancellationToken))!;
        ((string?)page["status"]).Should().Be("completed");
        page["drift"]!.AsArray().Select(line => (string?)line).Should().ContainSingle().Which.Should().Contain(reason);
    }

    private async Task<ProcessResult> InterruptAsync(DurableExperiment experiment, string output, string signal, int exitCode)
    {
        using var process = ActorLstmProcess.Start(experiment.Start(Runs));
        await process.OutputHas(output);
        await process.SignalAsync(signal);
        var interrupted = await process.WaitAsync();
        interrupted.MustBe(exitCode);
        interrupted.Output.Should().Contain("\"event\":\"run_ended\"").And.Contain("\"status\":\"interrupted\"");
        return interrupted;
    }
}
