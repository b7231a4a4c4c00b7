using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>A run that was killed in its middle, the same one completed, and what both should have become.</summary>
public sealed class KilledRun : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();

    /// <summary>The folder of runs with the killed one.</summary>
    internal string Killed => folder["killed"];

    /// <summary>The folder of runs with one that is completed.</summary>
    internal string Completed => folder["reference"];

    /// <summary>The id of the killed run.</summary>
    internal string Id => Path.GetFileName(DurableExperiment.OnlyRunIn(Killed));

    /// <summary>What the killed run had recorded.</summary>
    internal JournalReading Recorded { get; private set; } = new([], null);

    /// <summary>What it should become.</summary>
    internal RunImage Reference { get; private set; } = RunImage.Nothing;

    /// <summary>How it stands.</summary>
    internal RunState State => Recorded.State;

    public async ValueTask InitializeAsync()
    {
        var experiment = new DurableExperiment(folder);
        Reference = await experiment.ReferenceAsync();
        using var process = ActorLstmProcess.Start(experiment.Start(Killed));
        await process.OutputHas("\"event\":\"epoch\",\"epoch\":6,");
        process.Kill();
        (await process.WaitAsync()).MustBe(ProcessResult.Killed);
        Recorded = await RecordedEvents.ReadAsync(new PersistenceOptions(), DurableExperiment.OnlyRunIn(Killed));
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Copies a folder of runs.</summary>
    internal static string Copy(string runs, string to)
    {
        foreach (var file in Directory.EnumerateFiles(runs, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(runs, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return to;
    }
}
