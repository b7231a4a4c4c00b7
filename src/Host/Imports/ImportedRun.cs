using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Networks;

namespace ActorLstm.Host.Imports;

/// <summary>
/// A run that was trained elsewhere: one epoch, of which nothing is known but its checkpoint, and its end. Its loss is NaN, its
/// optimizer has no state, and it has no samples.
/// </summary>
/// <param name="Prepared">The experiment that its weights belong to.</param>
/// <param name="Weights">Its weights.</param>
/// <param name="Source">The file that they came from.</param>
internal sealed record ImportedRun(PreparedRun Prepared, IReadOnlyList<NamedTensor> Weights, string Source)
{
    private const int Epoch = 1;

    /// <summary>Checks weights against the experiment that they are said to belong to.</summary>
    /// <exception cref="Model.InvalidInputException">They do not belong to it.</exception>
    public static ImportedRun Of(WeightsFile file, PreparedRun prepared)
    {
        var configuration = prepared.Configuration;
        var experiment = configuration.Experiment with { Epochs = Epoch };
        return new ImportedRun(
            prepared with { Configuration = configuration with { Experiment = experiment } },
            file.Of(experiment.Network, prepared.Corpus.Vocabulary),
            file.Path);
    }

    /// <summary>Records the run: its checkpoint, its events, its files.</summary>
    /// <returns>Its id, its folder, and why its files lack something; null where they do not.</returns>
    public async Task<(string Id, string Folder, string? Failure)> RecordAsync(RunStore store, TimeProvider time, Action<string> waits, CancellationToken cancellation)
    {
        await using var run = await StartedRun.StartAsync(
            Prepared, store, (id, folder, owner) => [new RestoreRun([.. Events(id, folder, owner, time.GetUtcNow())])], verbose: false, time, waits, cancellation);
        await foreach (var notice in run.Process.Notices)
        {
            if (notice is RunClosed closed)
            {
                run.Note(closed);
                return (run.Id, run.Folder, closed.FilesFailure);
            }
        }

        throw new InvalidOperationException("The run told everything but its end.");
    }

    private IEnumerable<IRunEvent> Events(string id, string folder, RunOwner owner, DateTimeOffset now)
    {
        var configuration = Prepared.Configuration;
        var manifest = Manifest();
        var reference = new CheckpointStore(Path.Combine(folder, RunFolder.CheckpointsFolder)).Save(new Checkpoint(manifest, Weights, []));
        yield return new RunStarted(
            Prepared.Facts(id), RunPlan.Of(configuration.Experiment, configuration.Supervision), ResolvedConfiguration.Write(configuration), owner, now);
        yield return new EpochTrained(Epoch, manifest.Loss, 0, 0, 0, reference, manifest.SeedText, now);
        yield return new RunEnded(RunStatus.Completed, $"imported from {Source}", now);
    }

    private CheckpointManifest Manifest()
    {
        var (experiment, corpus) = (Prepared.Configuration.Experiment, Prepared.Corpus);
        return new CheckpointManifest
        {
            Epoch = Epoch,
            Steps = 0,
            Loss = double.NaN,
            Seed = experiment.Seed,
            SeedText = experiment.Sampling.GivenSeedTexts is [var given, ..]
                ? SeedText.Normalize(given, experiment.Corpus, corpus.Vocabulary)
                : SeedText.Draw(corpus, experiment.Windows.MaxLength, experiment.Seed, Epoch),
            Corpus = new CheckpointCorpus(corpus.File.Name, corpus.File.Sha256, corpus.Length, experiment.Corpus with { Source = corpus.File.Name }),
            Vocabulary = corpus.Vocabulary.ToString(),
            Windows = experiment.Windows,
            Network = experiment.Network,
            Optimizer = experiment.Training.Optimizer,
        };
    }
}
