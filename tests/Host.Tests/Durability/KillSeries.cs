using System.Diagnostics;
using System.Text.Json.Nodes;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>
/// Runs one experiment again and again, kills it at one moment after another, resumes it each time, and compares each run that
/// has come to its end with one that nothing happened to.
/// </summary>
/// <param name="folder">Holds everything.</param>
/// <param name="persistence">Where the events are kept.</param>
/// <param name="random">Chooses the moments.</param>
/// <param name="report">Where the figures are written.</param>
internal sealed class KillSeries(TemporaryFolder folder, PersistenceOptions persistence, Random random, ITestOutputHelper report)
{
    private static readonly string[] AimsOfAFile = ["a checkpoint write", "a checkpoint's event", "a journal write"];
    private static readonly string[] AimsOnAServer = ["a checkpoint write", "a checkpoint's event"];

    private readonly DurableExperiment experiment = new(folder, SettingsOf(persistence));
    private readonly KillFigures figures = new();
    private int folders;

    /// <summary>Kills until there were so many kills, and then lets the last run come to its end.</summary>
    public async Task<KillFigures> KillAsync(int kills)
    {
        var reference = await experiment.ReferenceAsync();
        var since = Stopwatch.StartNew();
        try
        {
            while (figures.Kills < kills)
            {
                await KillOneRunAsync(reference, kills);
            }
        }
        finally
        {
            report.WriteLine(figures.Report(since.Elapsed));
        }

        return figures;
    }

    private async Task KillOneRunAsync(RunImage reference, int kills)
    {
        var runs = experiment.Runs($"runs-{++folders}");
        Directory.CreateDirectory(runs);
        if (await KillToTheEndAsync(runs, kills) is { } finished)
        {
            Compare(finished, reference);
        }

        Directory.Delete(runs, recursive: true);
    }

    // The folder of the run when it has completed; null where it was killed before it had recorded anything.
    private async Task<string?> KillToTheEndAsync(string runs, int kills)
    {
        var arguments = experiment.Start(runs);
        IReadOnlyList<IRunEvent> before = [];
        while (true)
        {
            var (result, aim) = await KillOnceAsync(runs, arguments, figures.Kills < kills);
            if (aim is null)
            {
                result.MustBe(0);
                return Completed(DurableExperiment.OnlyRunIn(runs));
            }

            figures.Count(aim);
            var after = await ExamineAsync(runs, before, result);
            if (after is not [_, ..])
            {
                await MustNotBeResumableAsync(runs);
                return null;
            }

            var hasEnded = after[^1] is RunEnded;
            await MustBeListedAsync(runs, hasEnded ? "completed" : "interrupted");
            if (hasEnded)
            {
                figures.AfterTheLastEvent++;
                (await ActorLstmProcess.RunAsync(DurableExperiment.Resume(runs))).MustBe(2);
                return Completed(DurableExperiment.OnlyRunIn(runs));
            }

            before = after;
            arguments = DurableExperiment.Resume(runs);
            figures.Resumed++;
        }
    }

    // The aim is null where the process ended by itself.
    private async Task<(ProcessResult Result, string? Aim)> KillOnceAsync(string runs, string[] arguments, bool kills)
    {
        var (aim, moment) = kills ? NextMoment(runs) : ("", null);
        using (moment)
        {
            using var process = ActorLstmProcess.Start(arguments);
            moment?.Await(process);
            var result = await process.WaitAsync();
            return (result, result.ExitCode == ProcessResult.Killed ? aim : null);
        }
    }

    // Three of five kills are meant for a write; the others for any time from the start of the process to its end.
    private (string Aim, KillMoment Moment) NextMoment(string runs)
    {
        var aims = persistence.Provider == PersistenceProvider.Sqlite ? AimsOfAFile : AimsOnAServer;
        var aim = random.Next(5) < 3 ? aims[random.Next(aims.Length)] : random.Next(4) switch { 0 => "the start", 1 => "the end", _ => "any time" };
        return (aim, aim switch
        {
            "a checkpoint write" => MomentInFile.InCheckpointWrite(runs, random.Next(1, 12)),
            "a checkpoint's event" => MomentInFile.BeforeItsEvent(runs, random.Next(1, 12)),
            "a journal write" => MomentInFile.InJournalWrite(runs, random.Next(1, 60)),
            "the start" => new MomentInTime(Upto(1.5)),
            "the end" => new MomentInTime(Upto(0.2), "\"event\":\"epoch\",\"epoch\":10,"),
            _ => new MomentInTime(Upto(2), "\"folder\":"),
        });
    }

    private TimeSpan Upto(double seconds) => TimeSpan.FromSeconds(seconds * random.NextDouble());

    // What a kill left behind, before anybody mends it.
    private async Task<IReadOnlyList<IRunEvent>> ExamineAsync(string runs, IReadOnlyList<IRunEvent> before, ProcessResult killed)
    {
        if (Directory.EnumerateDirectories(runs).FirstOrDefault() is not { } run)
        {
            figures.BeforeTheFirstEvent++;
            return [];
        }

        RunLease.HolderOf(run).Should().BeNull("its process is dead");
        var isTorn = WriteAheadLog.EndsWithinTransaction(Path.Combine(runs, "journal.db-wal"));
        var reading = await RecordedEvents.ReadAsync(persistence, run);
        reading.Damage.Should().BeNull("a kill damages no event that was recorded");
        var events = reading.Events;
        var left = Checkpoints(run).ToList();
        var isHalfWritten = left.Exists(name => name.EndsWith(".partial", StringComparison.Ordinal));
        var lacksEvent = left.Where(name => !name.EndsWith(".partial", StringComparison.Ordinal)).Except(RecordedEvents.CheckpointFolders(events)).Any();
        figures.InCheckpointWrite += isHalfWritten ? 1 : 0;
        figures.InJournalWrite += isTorn ? 1 : 0;
        figures.BeforeItsEvent += lacksEvent ? 1 : 0;
        figures.InsideAWrite += isHalfWritten || isTorn || lacksEvent ? 1 : 0;
        figures.BeforeTheFirstEvent += events.Count == 0 ? 1 : 0;
        figures.Lost += before.Zip(events, (was, still) => was.At != still.At).Count(changed => changed) + Math.Max(0, before.Count - events.Count);
        figures.Lost += Told(killed.Output, "epoch").Except(events.OfType<EpochTrained>().Select(epoch => $"{epoch.Epoch}")).Count();
        figures.Lost += Told(killed.Output, "sample").Except(events.OfType<SampleGenerated>().Select(sample => $"{sample.Key.Epoch} {sample.Key.Temperature} {sample.Key.Replica}")).Count();
        return events;
    }

    private static async Task MustBeListedAsync(string runs, string status)
    {
        var list = await ActorLstmProcess.RunAsync("list", "--runs", runs, "--json");
        list.MustBe(0);
        ((string?)JsonNode.Parse(list.Output)!["status"]).Should().Be(status);
    }

    private static async Task MustNotBeResumableAsync(string runs)
    {
        var refused = await ActorLstmProcess.RunAsync(DurableExperiment.Resume(runs));
        refused.MustBe(2);
        refused.Error.Should().StartWith("error: ");
    }

    private string Completed(string run)
    {
        figures.Completed++;
        return run;
    }

    private void Compare(string run, RunImage reference)
    {
        foreach (var (file, keys) in new[] { ("metrics.jsonl", new[] { "epoch" }), ("samples.jsonl", ["epoch", "temperature", "replica"]) })
        {
            var lines = File.ReadLines(Path.Combine(run, file)).Select(line => KeyOf(JsonNode.Parse(line)!, keys)).ToList();
            figures.Duplicates += lines.Count - lines.Distinct().Count();
        }

        RunImage.Of(run).DifferencesFrom(reference).Should().BeEmpty();
        RunFolder.Check(run).Should().BeEmpty();
    }

    // What the program told the user has happened, whatever is killed.
    private static IEnumerable<string> Told(string output, string kind) =>
        from line in output.Split('\n')
        where line.StartsWith($"{{\"event\":\"{kind}\",", StringComparison.Ordinal) && line.EndsWith('}')
        select KeyOf(JsonNode.Parse(line)!, kind == "epoch" ? ["epoch"] : ["epoch", "temperature", "replica"]);

    private static string KeyOf(JsonNode line, string[] keys) => string.Join(' ', keys.Select(key => (double)line[key]!));

    private static IEnumerable<string> Checkpoints(string run)
    {
        var folder = Path.Combine(run, "checkpoints");
        return Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)) : [];
    }

    private static string[] SettingsOf(PersistenceOptions persistence) => persistence.Provider == PersistenceProvider.PostgreSql
        ? ["persistence.provider=postgresql", $"persistence.connection-string=\"{persistence.ConnectionString}\""]
        : [];
}
