using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>
/// An experiment that there is something to lose of at any moment: many short epochs, with a checkpoint between two batches
/// now and then, and texts that are generated beside them.
/// </summary>
/// <param name="folder">Holds its configuration, its corpus and its runs.</param>
/// <param name="settings">What is otherwise, as <c>--set</c> takes it.</param>
internal sealed class DurableExperiment(TemporaryFolder folder, params string[] settings)
{
    /// <summary>Its name, by which its runs are found.</summary>
    public const string Name = "durable";

    private const string Configuration = """
        actorlstm {
          experiment { name = durable, epochs = 10, seed = 7 }
          corpus.source = "proverbs.txt"
          windows { maxlen = 32, step = 1 }
          model.hidden = 64
          training { batch-size = 16, threads = 1, device = cpu, learning-rate = 0.003 }
          sampling { temperatures = [0.5, 1.0, 1.2], length = 30 }
          checkpoints.every = 20ms
        }
        """;

    private const string Proverbs = "the river asks no leave of the stone, and the stone keeps no ledger of the river. what is patient is not slow. ";

    private readonly string configuration = Write(folder);

    /// <summary>Its configuration, without what is otherwise.</summary>
    public string Text => File.ReadAllText(configuration);

    /// <summary>A folder of runs beside the others.</summary>
    public string Runs(string name) => folder[name];

    /// <summary>The arguments that start a run.</summary>
    public string[] Start(string runs, params string[] more) =>
        ["run", configuration, "--runs", runs, "--json", .. settings.SelectMany(setting => new[] { "--set", setting }), .. more];

    /// <summary>The arguments that go on with a run.</summary>
    public static string[] Resume(string runs) => ["resume", Name, "--runs", runs, "--json"];

    /// <summary>Runs it from its beginning to its end, with nothing in its way.</summary>
    public async Task<RunImage> ReferenceAsync()
    {
        var runs = Runs("reference");
        var process = await ActorLstmProcess.RunAsync(Start(runs));
        process.MustBe(0);
        return RunImage.Of(OnlyRunIn(runs));
    }

    /// <summary>The folder of the one run in a folder of runs.</summary>
    public static string OnlyRunIn(string runs) => Directory.EnumerateDirectories(runs).Single();

    private static string Write(TemporaryFolder folder)
    {
        folder.Write("proverbs.txt", string.Concat(Enumerable.Repeat(Proverbs, 30)));
        return folder.Write("durable.conf", Configuration);
    }
}
