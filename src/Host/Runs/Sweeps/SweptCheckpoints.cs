using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration.Sweeps;
using ActorLstm.Model;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;

namespace ActorLstm.Host.Runs.Sweeps;

/// <summary>The checkpoints of a sweep: copies of those of the run that it takes them from, so that it needs that run no more.</summary>
internal static class SweptCheckpoints
{
    /// <summary>Copies checkpoints, each checked.</summary>
    /// <param name="source">The run that they are taken from.</param>
    /// <param name="epochs">Their epochs.</param>
    /// <param name="folder">The folder of the sweep.</param>
    /// <param name="alphabet">The alphabet of its corpus.</param>
    /// <exception cref="InvalidInputException">One is not there or cannot be used.</exception>
    public static IReadOnlyList<AdoptedCheckpoint> Take(SweepSource source, IEnumerable<int> epochs, string folder, Vocabulary alphabet)
    {
        var store = StoreOf(folder);
        return [.. epochs.Select(epoch => Take(source.Of(epoch)))];

        AdoptedCheckpoint Take(RecordedCheckpoint checkpoint)
        {
            var (reference, manifest) = store.Take(checkpoint.Reference, source.Store);
            manifest.Alphabet.RequireSame(alphabet);
            return new AdoptedCheckpoint(reference, manifest.SeedText, checkpoint.Losses);
        }
    }

    /// <summary>Takes from its run what a sweep that goes on lacks: checkpoints that it needs and that are damaged or gone, and those that it had not recorded.</summary>
    /// <param name="folder">The folder of the sweep.</param>
    /// <param name="state">How it stands.</param>
    /// <param name="prepared">What was prepared for it.</param>
    /// <returns>What it is told of them; nothing where it lacks none.</returns>
    /// <exception cref="InvalidInputException">What it lacks cannot be taken any more.</exception>
    public static IReadOnlyList<IRunCommand> Complete(string folder, RunState state, PreparedRun prepared)
    {
        var store = StoreOf(folder);
        var needed = state.MissingSamples.Values.Select(job => job.Checkpoint).Distinct();
        var lost = state.Adopted.IsEmpty ? [] : needed.Select(reference => (Reference: reference, Fault: FaultOf(store, reference))).Where(checkpoint => checkpoint.Fault is not null).ToList();
        var unrecorded = state.EpochsToAdopt.ToList();
        if (lost.Count == 0 && unrecorded.Count == 0)
        {
            return [];
        }

        try
        {
            var source = Find(folder, state.Facts!.Sweep!, prepared.Configuration.Sweep);
            lost.ForEach(checkpoint => store.Take(checkpoint.Reference, source.Store));

            return unrecorded.Count == 0 ? [] : [new AdoptCheckpoints(Take(source, unrecorded, folder, prepared.Corpus.Vocabulary))];
        }
        catch (InvalidInputException fault)
        {
            var lack = lost.Count > 0 ? lost[0].Fault : $"The sweep has not recorded the checkpoint of epoch {unrecorded[0]}.";
            throw new InvalidInputException($"{lack} It cannot be taken from {state.Facts!.Sweep} again: {fault.Message} Restore one of them, or run the sweep again.", fault);
        }
    }

    private static string? FaultOf(CheckpointStore store, CheckpointRef reference)
    {
        try
        {
            store.Load(reference);
            return null;
        }
        catch (CheckpointUnusableException fault)
        {
            return fault.Message;
        }
    }

    // Where it was when the sweep began; or beside the sweep, where the folder of the runs was moved.
    private static SweepSource Find(string folder, SweepFacts facts, SweepOptions options)
    {
        List<string> places = [options.Run!, Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder))!, facts.Run)];
        return places.Where(Directory.Exists).Select(StoredRun.Read).FirstOrDefault(run => run.Id == facts.Run) is { } run
            ? SweepSource.Of(run)
            : throw new InvalidInputException($"It is not there any more, neither {string.Join(" nor ", places.Distinct())}.");
    }

    private static CheckpointStore StoreOf(string folder) => new(Path.Combine(folder, RunFolder.CheckpointsFolder));
}
