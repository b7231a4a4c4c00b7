using System.Text.Json;
using System.Text.Json.Nodes;
using ActorLstm.Tests.Support;

namespace ActorLstm.Host.Tests.Support;

/// <summary>A run of the whole program, one that takes a second or two unless it is told otherwise, and what it left behind.</summary>
internal sealed class FinishedRun
{
    private const string Configuration = """
        actorlstm {
          experiment { name = small, epochs = 2, seed = 7 }
          corpus.source = "proverbs.txt"
          windows { maxlen = 12, step = 3 }
          model.hidden = 16
          training { batch-size = 32, threads = 1, device = cpu }
          sampling { temperatures = [0.5, 1.0], length = 50, replicas = 2 }
        }
        """;

    private FinishedRun(string folder, ProcessResult process)
    {
        Folder = folder;
        Process = process;
    }

    public ProcessResult Process { get; }

    public string Folder { get; }

    public JsonNode Run => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "run.json")))!;

    public IReadOnlyList<JsonNode> Metrics => Lines("metrics.jsonl");

    public IReadOnlyList<JsonNode> Samples => Lines("samples.jsonl");

    public IReadOnlyList<JsonNode> Log => Lines("log.jsonl");

    /// <summary>What must be the same in every run of one experiment: all but times and places.</summary>
    public string Results => string.Join('\n', Metrics.Concat(Samples).Select(Timeless));

    /// <summary>Writes the configuration and its corpus into a folder.</summary>
    public static string Configure(TemporaryFolder folder, string corpus = "the river asks no leave of the stone, and the stone keeps no ledger of the river. ", int repeated = 30)
    {
        folder.Write("proverbs.txt", string.Concat(Enumerable.Repeat(corpus, repeated)));
        return folder.Write("small.conf", Configuration);
    }

    /// <summary>The arguments of a run.</summary>
    public static string[] Arguments(TemporaryFolder folder, params string[] more) => ["run", folder["small.conf"], "--runs", folder["runs"], .. more];

    /// <summary>Runs it.</summary>
    public static async Task<FinishedRun> OfAsync(TemporaryFolder folder, params string[] more)
    {
        Configure(folder);
        return Of(folder, await ActorLstmProcess.RunAsync(Arguments(folder, more)));
    }

    /// <summary>The newest run in the folder.</summary>
    public static FinishedRun Of(TemporaryFolder folder, ProcessResult process) =>
        In(folder["runs"], process);

    /// <summary>The newest run in a folder of runs.</summary>
    public static FinishedRun In(string runs, ProcessResult process) =>
        new(Directory.EnumerateDirectories(runs).MaxBy(File.GetLastWriteTimeUtc)!, process);

    /// <summary>The run of a name in a folder of runs.</summary>
    public static FinishedRun Called(string name, string runs, ProcessResult process) =>
        Directory.EnumerateDirectories(runs).Where(folder => File.Exists(Path.Combine(folder, "run.json"))).Select(folder => new FinishedRun(folder, process)).Single(run => (string?)run.Run["name"] == name);

    private static string Timeless(JsonNode line)
    {
        var copy = line.DeepClone().AsObject();
        foreach (var key in new[] { "seconds", "sequences_per_second", "node" })
        {
            copy.Remove(key);
        }

        return copy.ToJsonString();
    }

    private List<JsonNode> Lines(string file) =>
        [.. File.ReadLines(Path.Combine(Folder, file)).Select(line => JsonNode.Parse(line) ?? throw new JsonException("null"))];
}
