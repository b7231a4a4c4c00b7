using ActorLstm.Actors.Runs;
using ActorLstm.Model.Training;

namespace ActorLstm.Actors.Tests.Support;

/// <summary>Plans and facts of runs that exist in tests alone.</summary>
internal static class TestRuns
{
    /// <summary>Three epochs, two temperatures, two replicas; one retry; divergence ends it.</summary>
    public static RunPlan Plan { get; } = new(Epochs: 3, Temperatures: [0.5, 1.0], Replicas: 2, SampleEvery: 1, MaxRetries: 1, Divergence: new DivergenceOptions { Policy = DivergencePolicy.Stop });

    /// <summary>The process of the tests.</summary>
    public static RunOwner Owner { get; } = new("here", 42, "token");

    /// <summary>Begins a run.</summary>
    public static StartRun Start(RunPlan? plan = null, string id = "test") => new(Facts(id), plan ?? Plan, "# resolved", Owner);

    /// <summary>The facts of a run.</summary>
    public static RunFacts Facts(string id = "test") => new()
    {
        Id = id,
        Name = "small",
        Corpus = new CorpusFacts("proverbs", new string('a', 64), 2940, 25, 976, "memory", null),
        Parameters = 1234,
        Seed = 7,
        Device = "cpu",
        Threads = 1,
        Versions = new Dictionary<string, string> { ["actorlstm"] = "0.1.0" },
    };
}
