using System.Text;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Serialization;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;
using AwesomeAssertions.Equivalency;

namespace ActorLstm.Host.Tests.Runs.Journals;

/// <summary>The events of runs that exist in tests alone.</summary>
internal static class Events
{
    private static readonly DateTimeOffset At = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    /// <summary>Compares type by type and member by member.</summary>
    public static EquivalencyOptions<IRunEvent> Exactly(EquivalencyOptions<IRunEvent> options) =>
        options.PreferringRuntimeMemberTypes().ComparingRecordsByMembers().WithStrictOrdering();

    /// <summary>The first events of a run: its beginning, then epochs with a text each.</summary>
    public static IReadOnlyList<IRunEvent> Of(string runId, int count) => [.. All(runId).Take(count)];

    /// <summary>What a journal would hold of them.</summary>
    public static string Text(IEnumerable<IRunEvent> events) => string.Join('\n', events.Select(happened => Encoding.UTF8.GetString(RunPayload.Write(happened))));

    private static IEnumerable<IRunEvent> All(string runId)
    {
        yield return Started(runId);
        for (var epoch = 1; ; epoch++)
        {
            var checkpoint = new CheckpointRef($"{epoch:x64}", 820_000, epoch);
            yield return new EpochTrained(epoch, 1.5 / epoch, 2.5, 100, 0.01, checkpoint, "the seed — größer", At.AddSeconds(epoch));
            yield return new SampleGenerated(
                new SampleKey(epoch, 0.5, 0), "the seed", $"text of {runId}, epoch {epoch}: \"{new string('x', 300)}\"\n", 0.25, "here", checkpoint.Sha256, new SampleMeasures(-1.5, double.NaN), At.AddSeconds(epoch));
        }
    }

    private static RunStarted Started(string runId) => new(
        new RunFacts
        {
            Id = runId,
            Name = "small",
            Corpus = new CorpusFacts("proverbs", new string('a', 64), 2940, 25, 976, "memory", null),
            Parameters = 1234,
            Seed = 7,
            Device = "cpu",
            Threads = 1,
            Versions = new Dictionary<string, string> { ["actorlstm"] = "0.1.0" },
        },
        new RunPlan(1000, [0.5], 1, 1, 1, new DivergenceOptions()),
        "# resolved",
        new RunOwner("here", 42, "token"),
        At);
}
