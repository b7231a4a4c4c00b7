using ActorLstm.Actors.Runs;
using ActorLstm.Model.Checkpoints;

namespace ActorLstm.Actors.Projections;

/// <summary>
/// What the files of a run tell of it, as events, for a run whose journal was lost. Only whole files are believed; what they do
/// not tell is trained and generated again, to the same bytes.
/// </summary>
public static class RunRecord
{
    /// <summary>Reads the events, the beginning first.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="document">Its <c>run.json</c>.</param>
    /// <param name="plan">What it has to do, by its configuration.</param>
    /// <param name="configuration">The text of its <c>experiment.conf</c>.</param>
    /// <param name="store">Its checkpoints.</param>
    public static IReadOnlyList<IRunEvent> Read(string path, RunDocument document, RunPlan plan, string configuration, CheckpointStore store)
    {
        var at = document.StartedAt ?? default;
        var owner = new RunOwner(document.Owner?.Host ?? "", document.Owner?.Process ?? 0, "");
        var events = new List<IRunEvent>();
        var state = RunState.Initial;
        Add(new RunStarted(Facts(document), plan, configuration, owner, at));
        for (var left = document.Resumptions; left > 0; left--)
        {
            Add(new RunResumed(owner, left == 1 ? document.Drift : [], null, null, at)); // Which of them brought what is not told.
        }

        foreach (var line in document.Sweep?.Checkpoints ?? [])
        {
            Add(new CheckpointAdopted(store.Find(line.Checkpoint, line.Epoch), line.SeedText, line.Loss, at, line.ValidationLoss));
        }

        var samples = IsWhole(path, RunFolder.SamplesFile) ? RunFolder.Samples(path).ToLookup(line => line.Epoch) : Array.Empty<SampleLine>().ToLookup(line => line.Epoch);
        foreach (var epoch in state.Adopted.Keys.ToList())
        {
            AddSamples(epoch);
        }

        foreach (var line in IsWhole(path, RunFolder.MetricsFile) ? RunFolder.Epochs(path) : [])
        {
            document.Divergences.Where(diverged => diverged.Epoch == line.Epoch).ToList().ForEach(diverged => Add(Diverged(diverged, state, at)));
            if (line.Epoch != state.Epochs.Count + 1 || Epoch(line, plan, samples[line.Epoch], store, at) is not { } epoch)
            {
                return events;
            }

            Add(epoch);
            AddSamples(line.Epoch);
        }

        document.Divergences.Where(diverged => diverged.Epoch == state.Epochs.Count + 1).ToList().ForEach(diverged => Add(Diverged(diverged, state, at)));
        return events;

        void Add(IRunEvent happened)
        {
            events.Add(happened);
            state = state.Apply(happened);
        }

        void AddSamples(int epoch)
        {
            foreach (var sample in samples[epoch].Select(text => Sample(text, at)).Where(sample => state.MissingSamples.ContainsKey(sample.Key)).ToList())
            {
                Add(sample);
            }
        }
    }

    private static bool IsWhole(string path, string file) => RunFolder.Check(path, file).Count == 0;

    private static RunFacts Facts(RunDocument document) => new()
    {
        Id = document.Id,
        Name = document.Name,
        Corpus = document.Corpus,
        Parameters = document.Parameters,
        Seed = document.Seed,
        Device = document.Device,
        Threads = document.Threads,
        Kernel = document.Kernel,
        Versions = document.Versions,
        Machine = document.Machine,
        Batch = document.Batch,
        Notes = document.Notes is [] ? null : document.Notes,
        Sweep = document.Sweep is { } sweep ? new SweepFacts(sweep.Run, sweep.Name) : null,
    };

    // Null where texts are due and nobody knows what they grow from.
    private static EpochTrained? Epoch(EpochLine line, RunPlan plan, IEnumerable<SampleLine> samples, CheckpointStore store, DateTimeOffset at)
    {
        CheckpointRef? reference = null;
        string? seedText = null;
        if (line.Checkpoint is { } sha256)
        {
            reference = store.Find(sha256, line.Epoch);
            seedText = samples.FirstOrDefault()?.SeedText ?? SeedText(store, reference);
            if (seedText is null && plan.SamplesOf(line.Epoch).Any())
            {
                return null;
            }
        }

        return new EpochTrained(line.Epoch, line.Loss, line.Seconds, line.SequencesPerSecond, line.LearningRate, reference, seedText, at, line.ValidationLoss);
    }

    private static string? SeedText(CheckpointStore store, CheckpointRef reference)
    {
        try
        {
            return store.Load(reference).Manifest.SeedText;
        }
        catch (CheckpointUnusableException)
        {
            return null;
        }
    }

    private static SampleGenerated Sample(SampleLine line, DateTimeOffset at) => new(
        new SampleKey(line.Epoch, line.Temperature, line.Replica), line.SeedText, line.Text, line.Seconds, line.Node, line.Checkpoint, line.Metrics, at);

    private static TrainingDiverged Diverged(DivergenceFacts diverged, RunState state, DateTimeOffset at) => new(
        diverged.Epoch,
        diverged.Batch,
        diverged.Loss,
        diverged.Reason,
        diverged.Action,
        diverged.RolledBackTo is { } epoch ? state.Epochs.GetValueOrDefault(epoch)?.Checkpoint : null,
        diverged.RateFactor,
        at);
}
