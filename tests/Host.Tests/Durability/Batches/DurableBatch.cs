using System.Text.Json.Nodes;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using Microsoft.Data.Sqlite;

namespace ActorLstm.Host.Tests.Durability.Batches;

/// <summary>A batch of twelve small runs that are compared with one another.</summary>
/// <param name="folder">Holds its configuration, its corpus and its runs.</param>
/// <param name="settings">What is otherwise, as <c>--set</c> takes it.</param>
internal sealed class DurableBatch(TemporaryFolder folder, params string[] settings)
{
    private const string Configuration = """
        actorlstm {
          experiment { name = rates, epochs = 9, seed = 7 }
          corpus { source = "proverbs.txt", validation-fraction = 0.2 }
          windows { maxlen = 20, step = 3 }
          training { batch-size = 16, threads = 1, device = cpu }
          sampling { temperatures = [0.5], length = 20, every-epochs = 3 }
          divergence.policy = stop
          supervision.max-deaths = 1000 // Random kills also hit runs that have made no progress.
          batch {
            max-concurrent = 2
            matrix { model.hidden = [16, 24], training.learning-rate = [0.001, 0.003, 0.01, 0.02, 0.03, 0.05] }
            stopping.rule = halving
          }
        }
        """;

    private const string Proverbs = "the river asks no leave of the stone, and the stone keeps no ledger of the river. what is patient is not slow. ";

    private readonly string configuration = Write(folder);

    /// <summary>Its configuration.</summary>
    public string Text => File.ReadAllText(configuration);

    /// <summary>The folder of its corpus.</summary>
    public string Data => folder.Path;

    /// <summary>A folder of runs beside the others.</summary>
    public string Runs(string name) => folder[name];

    /// <summary>The arguments that run it, or go on with it.</summary>
    public string[] Start(string runs, params string[] more) =>
        ["run", configuration, "--runs", runs, "--json", .. settings.Concat(more).SelectMany(setting => setting.StartsWith("--", StringComparison.Ordinal) ? [setting] : new[] { "--set", setting })];

    /// <summary>The arguments that go on with it.</summary>
    public static string[] Resume(string runs) => ["resume", "rates", "--runs", runs, "--json"];

    /// <summary>Runs it, or goes on with it, to the end.</summary>
    public async Task<ProcessResult> RunAsync(string runs, int exitCode, params string[] more)
    {
        var result = await ActorLstmProcess.RunAsync(Start(runs, more));
        result.MustBe(exitCode);
        return result;
    }

    /// <summary>Kills a process once it has told something.</summary>
    public static async Task KillAsync(string[] arguments, string told)
    {
        using var process = ActorLstmProcess.Start(arguments);
        await process.OutputHas(told);
        process.Kill();
        (await process.WaitAsync()).MustBe(ProcessResult.Killed);
    }

    /// <summary>What was told of a kind.</summary>
    public static IReadOnlyList<JsonObject> Told(ProcessResult result, string kind) =>
    [
        .. from line in result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
           let told = JsonNode.Parse(line)!.AsObject()
           where (string?)told["event"] == kind
           select told,
    ];

    /// <summary>The folder of the one batch in a folder of runs.</summary>
    public static string OnlyBatchIn(string runs) => Directory.EnumerateDirectories(Path.Combine(runs, "batches")).Single();

    /// <summary>The page of the one batch in a folder of runs.</summary>
    public static JsonObject Page(string runs) => JsonNode.Parse(File.ReadAllText(Path.Combine(OnlyBatchIn(runs), "batch.json")))!.AsObject();

    /// <summary>Has the page of an ended batch say what it would say if its process had been killed near its end.</summary>
    /// <param name="runs">The folder of runs.</param>
    /// <param name="change">What else is otherwise; null for nothing.</param>
    public static void PretendItWasKilled(string runs, Action<JsonObject>? change = null)
    {
        var page = Page(runs);
        (page["status"], page["ended_at"]) = ("running", null);
        change?.Invoke(page);
        File.WriteAllText(Path.Combine(OnlyBatchIn(runs), "batch.json"), page.ToJsonString());
    }

    /// <summary>The ids of the runs, by their numbers.</summary>
    public static IReadOnlyDictionary<int, string?> Ids(string runs) => Page(runs)["runs"]!.AsArray().ToDictionary(run => (int)run!["number"]!, run => (string?)run!["run_id"]);

    /// <summary>The events of the one batch in a folder of runs, which nobody works on.</summary>
    public static async Task<BatchReading> ReadAsync(string runs)
    {
        using var copy = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(runs, "journal.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, copy[Path.GetFileName(file)]);
        }

        await using var journal = await RunJournals.OpenAsync(new PersistenceOptions(), copy.Path, TimeProvider.System, CancellationToken.None);
        return await journal.ReadBatchAsync(Path.GetFileName(OnlyBatchIn(runs)), CancellationToken.None);
    }

    /// <summary>How many events the journal in a folder of runs holds.</summary>
    public static async Task<long> EventsIn(string runs)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(runs, "journal.db")};Pooling=False");
        await connection.OpenAsync();
        await using var count = connection.CreateCommand();
        count.CommandText = "SELECT COUNT(*) FROM journal";
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static string Write(TemporaryFolder folder)
    {
        folder.Write("proverbs.txt", string.Concat(Enumerable.Repeat(Proverbs, 10)));
        return folder.Write("rates.conf", Configuration);
    }
}
