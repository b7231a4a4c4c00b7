using ActorLstm.Tests.Support;
using Xunit;

namespace ActorLstm.Host.Tests.Support;

/// <summary>A small run of three epochs, and sweeps of it in the same folder of runs.</summary>
public sealed class TrainedSource : IAsyncLifetime
{
    private const string Sweep = """
        actorlstm {
          sweep.run = small
          sampling { temperatures = "0.5..1.5 by 0.5", replicas = 2, length = 30 }
        }
        """;

    internal TemporaryFolder Folder { get; } = new();

    /// <summary>The run that is swept.</summary>
    internal FinishedRun Run { get; private set; } = null!;

    /// <summary>Its id.</summary>
    internal string Id => Path.GetFileName(Run.Folder);

    /// <summary>Its folder of runs.</summary>
    internal string Runs => Folder["runs"];

    public async ValueTask InitializeAsync()
    {
        Run = await FinishedRun.OfAsync(Folder, "--set", "experiment.epochs=3", "--set", "corpus.validation-fraction=0.2");
        Run.Process.MustBe(0);
        Folder.Write("sweep.conf", Sweep);
    }

    public ValueTask DisposeAsync()
    {
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The arguments of a sweep.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="more">More arguments.</param>
    internal string[] Arguments(string name, params string[] more) => ["run", Folder["sweep.conf"], "--runs", Runs, "--name", name, .. more];

    /// <summary>Sweeps it.</summary>
    internal async Task<FinishedRun> SweepAsync(string name, params string[] more)
    {
        var process = await ActorLstmProcess.RunAsync(Arguments(name, more));
        process.MustBe(0);
        return FinishedRun.Called(name, Runs, process);
    }

    /// <summary>What keeps a sweep from starting.</summary>
    internal async Task<string> RefusalAsync(params string[] more)
    {
        var before = Directory.GetDirectories(Runs).Length;
        var process = await ActorLstmProcess.RunAsync(Arguments("refused", more));
        process.MustBe(2);
        return Directory.GetDirectories(Runs).Length == before ? process.Error : throw new InvalidOperationException("A run was begun all the same.");
    }
}
