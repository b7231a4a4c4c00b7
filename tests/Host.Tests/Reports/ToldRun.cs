using System.Text.Json;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;
using ActorLstm.Tests.Support;

namespace ActorLstm.Host.Tests.Reports;

/// <summary>A run that nobody ran, with what a report tells of it, and the corpus beside it.</summary>
internal sealed record ToldRun(string Id, string Name)
{
    private const string Corpus = "the river asks no leave of the stone, and the stone keeps no ledger of the river. ";

    private static readonly DateTimeOffset At = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    /// <summary>The training loss and the validation loss of each epoch.</summary>
    public IReadOnlyList<(double Loss, double? Validation)> Losses { get; init; } = [(2.5, 2.6), (2.0, 2.2), (1.5, 1.75)];

    public IReadOnlyList<double> Temperatures { get; init; } = [0.2, 1.2];

    public int Replicas { get; init; } = 2;

    public double LearningRate { get; init; } = 0.01;

    public RunStatus Status { get; init; } = RunStatus.Completed;

    public string? Reason { get; init; }

    public string SeedText { get; init; } = "the river asks";

    /// <summary>Several, in the place of that: each has so many replicas.</summary>
    public IReadOnlyList<string>? SeedTexts { get; init; }

    /// <summary>The text of an epoch, a temperature and a replica: the lower the temperature, the more often it says the same.</summary>
    public Func<int, double, int, string> Text { get; init; } = (epoch, temperature, replica) => temperature < 1
        ? " the river asks the river asks the river asks no "
        : $" the rivel keeps a {(replica == 0 ? "ledgit" : "stonx")} of leave, epoc {new string('h', epoch)} ";

    public IReadOnlyList<TrainingDiverged> Divergences { get; init; } = [];

    public BatchFacts? Batch { get; init; }

    private string Configuration => $$"""
        actorlstm {
          experiment { name = {{JsonSerializer.Serialize(Name)}}, epochs = {{Losses.Count}}, seed = 7 }
          corpus { source = "../../river.txt", sha256 = null }
          windows { maxlen = 12, step = 3 }
          model.hidden = 16
          training { learning-rate = {{LearningRate}}, device = cpu, threads = 1 }
          sampling { temperatures = [{{string.Join(", ", Temperatures)}}], replicas = {{Replicas}}, seed-text = {{JsonSerializer.Serialize(SeedText)}} }
        }

        """;

    /// <summary>Writes the files of the run into <c>runs</c>, and its corpus.</summary>
    /// <returns>Its folder.</returns>
    public string Write(TemporaryFolder folder)
    {
        WriteCorpus(folder, Corpus);
        return StoredRuns.Write(folder, Id, Events());
    }

    /// <summary>Writes a corpus where these runs look for it.</summary>
    public static void WriteCorpus(TemporaryFolder folder, string text) => folder.Write("river.txt", text);

    /// <summary>Writes the page of a batch of these runs; one without losses has not begun.</summary>
    public static void WriteBatch(TemporaryFolder folder, string id, string name, params IReadOnlyList<ToldRun> runs) => folder.Write(
        $"runs/batches/{id}/batch.json",
        JsonSerializer.Serialize(
            new BatchDocument
            {
                Id = id,
                Name = name,
                Status = RunStatus.Completed,
                Reason = null,
                Options = new BatchOptions(),
                ConfigurationFolder = folder.Path,
                StartedAt = At,
                EndedAt = At.AddMinutes(9),
                Runs = [.. runs.Index().Select(run => Facts(run.Index + 1, run.Item))],
            },
            RunJson.Page));

    private static MemberFacts Facts(int number, ToldRun run) => new(
        number,
        run.Name,
        run.Losses.Count == 0 ? null : run.Id,
        $"{number:x64}",
        new Dictionary<string, string> { ["training.learning-rate"] = $"{run.LearningRate}" },
        run.Losses.Count == 0 ? RunStatus.Queued : run.Status,
        run.Reason,
        Math.Max(1, run.Losses.Count), // No run is planned with no epoch.
        run.Losses.Count,
        run.Losses.Count == 0 ? null : run.Losses[^1].Validation,
        null,
        []);

    private IEnumerable<IRunEvent> Events()
    {
        var corpus = CorpusFile.Of("river.txt", "river.txt", System.Text.Encoding.UTF8.GetBytes(Corpus));
        yield return new RunStarted(
            new RunFacts
            {
                Id = Id,
                Name = Name,
                Corpus = new CorpusFacts("river.txt", corpus.Sha256, Corpus.Length, 20, 23, "river.txt", null),
                Parameters = 1234,
                Seed = 7,
                Device = "cpu",
                Threads = 1,
                Versions = new Dictionary<string, string> { ["actorlstm"] = "0.1.0" },
                Batch = Batch,
            },
            new RunPlan(Losses.Count, Temperatures, Replicas, 1, 1, new DivergenceOptions(), SeedTexts: SeedTexts),
            Configuration,
            new RunOwner("here", 42, "token"),
            At);
        foreach (var (index, (loss, validation)) in Losses.Index())
        {
            var epoch = index + 1;
            foreach (var diverged in Divergences.Where(diverged => diverged.Epoch == epoch))
            {
                yield return diverged;
            }

            var checkpoint = new CheckpointRef($"{epoch:x64}", 820_000, epoch);
            yield return new EpochTrained(epoch, loss, 2.5, 100, LearningRate, checkpoint, SeedText, At.AddSeconds(epoch), validation);
            foreach (var (temperature, replica) in from temperature in Temperatures from replica in Enumerable.Range(0, Replicas * (SeedTexts?.Count ?? 1)) select (temperature, replica))
            {
                yield return new SampleGenerated(
                    new SampleKey(epoch, temperature, replica),
                    SeedTexts?[replica / Replicas] ?? SeedText,
                    Text(epoch, temperature, replica),
                    0.25,
                    "here",
                    checkpoint.Sha256,
                    new SampleMeasures(-1.5 * temperature, temperature + 0.1 * replica),
                    At.AddSeconds(epoch));
            }
        }

        yield return new RunEnded(Status, Reason, At.AddMinutes(5));
    }
}
