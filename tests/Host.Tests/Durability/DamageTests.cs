using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>A bit that flips or a file that is cut off, anywhere: it is made good or refused, and never followed.</summary>
[Trait("Case", "R3")]
[Trait("Case", "R4")]
public sealed class DamageTests(KilledRun killed, ITestOutputHelper report) : IClassFixture<KilledRun>, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Random random = Chance.Random(report);
    private int copies;

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task A_killed_run_goes_on_to_its_end_or_is_refused_where_one_place_is_damaged() => ResumeAsync(5);

    [Fact]
    [Trait("Suite", "kill")]
    public Task A_killed_run_goes_on_to_its_end_or_is_refused_wherever_one_place_is_damaged() => ResumeAsync(Chance.Count("ACTORLSTM_TEST_DAMAGES", 70));

    [Fact]
    public Task A_completed_run_is_read_or_refused_where_one_place_is_damaged() => ReadAsync(6);

    [Fact]
    [Trait("Suite", "kill")]
    public Task A_completed_run_is_read_or_refused_wherever_one_place_is_damaged() => ReadAsync(30);

    [Fact]
    public void A_checkpoint_that_is_damaged_anywhere_is_refused_by_its_file()
    {
        for (var i = 0; i < 40; i++)
        {
            var (runs, damage) = DamagedCopy(killed.Killed, file => file.Contains("checkpoints"));
            var store = new CheckpointStore(Path.Combine(runs, killed.Id, RunFolder.CheckpointsFolder));
            foreach (var reference in Retention.Known(killed.State))
            {
                var load = FluentActions.Invoking(() => store.Load(reference));
                if (damage.File.Contains(reference.FolderName, StringComparison.Ordinal))
                {
                    load.Should().Throw<CheckpointUnusableException>($"of {damage}").WithMessage($"*{Path.GetFileName(damage.File)}*");
                }
                else
                {
                    load.Should().NotThrow($"of {damage}");
                }
            }

            Directory.Delete(runs, recursive: true);
        }
    }

    [Fact]
    public async Task A_journal_that_is_damaged_anywhere_gives_the_events_before_the_place_or_says_what_is_wrong()
    {
        for (var i = 0; i < 40; i++)
        {
            var (runs, damage) = DamagedCopy(killed.Killed, file => file.StartsWith("journal.db", StringComparison.Ordinal));
            try
            {
                await using var journal = await RunJournals.OpenAsync(new PersistenceOptions(), runs, TimeProvider.System, TestContext.Current.CancellationToken);
                var reading = await journal.ReadAsync(killed.Id, TestContext.Current.CancellationToken);
                reading.Events.Select(Summary).Should().Equal(killed.Recorded.Events.Take(reading.Events.Count).Select(Summary), $"of {damage}");
            }
            catch (InvalidInputException refusal)
            {
                refusal.Message.Should().Contain("journal.db", $"of {damage}");
            }

            Directory.Delete(runs, recursive: true);
        }
    }

    [Fact]
    public void A_file_that_is_damaged_anywhere_is_made_anew_from_the_events()
    {
        var whole = KilledRun.Copy(killed.Killed, folder["whole"]);
        Update(whole);
        var image = RunImage.Of(Path.Combine(whole, killed.Id));
        for (var i = 0; i < 20; i++)
        {
            var (runs, damage) = DamagedCopy(whole, file => Path.GetFileName(file) is "run.json" or "metrics.jsonl" or "samples.jsonl" or "experiment.conf" or "SHA256SUMS");
            Update(runs);
            RunImage.Of(Path.Combine(runs, killed.Id)).DifferencesFrom(image).Should().BeEmpty($"of {damage}");
            RunFolder.Check(Path.Combine(runs, killed.Id)).Should().BeEmpty($"of {damage}");
            Directory.Delete(runs, recursive: true);
        }
    }

    private void Update(string runs)
    {
        using var files = new RunFolder(Path.Combine(runs, killed.Id));
        files.Update(killed.State);
    }

    private async Task ResumeAsync(int places)
    {
        for (var i = 0; i < places; i++)
        {
            var (runs, damage) = DamagedCopy(killed.Killed, _ => true);
            var resumed = await ActorLstmProcess.RunAsync("resume", killed.Id, "--runs", runs);
            report.WriteLine($"{damage}: {resumed.ExitCode} {string.Join(' ', resumed.Error.Split('\n').Where(line => line.StartsWith("note: ", StringComparison.Ordinal) || line.StartsWith("error: ", StringComparison.Ordinal)))}");
            MustBeReadOrRefused(resumed, damage);
            if (resumed.ExitCode == 0)
            {
                // A checkpoint that nothing needed stays as it is, and is refused where somebody asks for it.
                RunImage.Of(Path.Combine(runs, killed.Id)).DifferencesFrom(killed.Reference, ignored: damage.CheckpointFile).Should().BeEmpty($"of {damage}");
            }

            Directory.Delete(runs, recursive: true);
        }
    }

    private async Task ReadAsync(int places)
    {
        for (var i = 0; i < places; i++)
        {
            var (runs, damage) = DamagedCopy(killed.Completed, _ => true);
            var id = Path.GetFileName(DurableExperiment.OnlyRunIn(runs));
            string[][] verbs = [["sample", id, "--length", "5"], ["list"], ["show", id]];
            var verb = verbs[i % verbs.Length];
            var read = await ActorLstmProcess.RunAsync([.. verb, "--runs", runs]);
            report.WriteLine($"{damage}: {verb[0]} {read.ExitCode} {read.Error.Split('\n')[0]}");
            MustBeReadOrRefused(read, damage);
            if (read.ExitCode == 0 && verb[0] == "sample")
            {
                read.Error.Should().Contain("epoch 10", $"that is the last one, of {damage}");
            }

            Directory.Delete(runs, recursive: true);
        }
    }

    private static void MustBeReadOrRefused(ProcessResult process, Damage damage)
    {
        process.ExitCode.Should().BeOneOf([0, 2], "of {0} it wrote\n{1}", damage, process.Error);
        process.Error.Should().NotContain("should not").And.NotContain("   at ");
        if (process.ExitCode == 2)
        {
            process.Error.Should().Contain(Path.GetFileName(damage.File).Replace("-wal", ""), $"of {damage}");
        }
    }

    private (string Runs, Damage Damage) DamagedCopy(string original, Func<string, bool> isMeant)
    {
        var damage = Damage.ByChance(original, random, isMeant);
        var runs = KilledRun.Copy(original, folder[$"copy-{++copies}"]);
        damage.DoTo(runs);
        return (runs, damage);
    }

    private static (Type Kind, DateTimeOffset At) Summary(IRunEvent happened) => (happened.GetType(), happened.At);
}
