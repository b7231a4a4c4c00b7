using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration.Sweeps;
using ActorLstm.Model;
using ActorLstm.Model.Checkpoints;

namespace ActorLstm.Host.Runs.Sweeps;

/// <summary>The run that a sweep takes its checkpoints from.</summary>
/// <param name="Run">The run.</param>
/// <param name="Checkpoints">Those that it has recorded and that are there, the earliest epoch first; at least one.</param>
public sealed record SweepSource(StoredRun Run, IReadOnlyList<RecordedCheckpoint> Checkpoints)
{
    /// <summary>What is recorded of it.</summary>
    public SweepFacts Facts => new(Run.Id, Run.Document!.Name);

    /// <summary>Where its checkpoints are.</summary>
    public CheckpointStore Store => StoreOf(Run.Folder);

    /// <summary>Looks at a run.</summary>
    /// <exception cref="InvalidInputException">It has no checkpoint, or its <c>run.json</c> is damaged.</exception>
    public static SweepSource Of(StoredRun run)
    {
        if (run.Document is null)
        {
            throw new InvalidInputException($"sweep.run: nothing is known of the run in {run.Folder}: {run.Reason}.");
        }

        var checkpoints = RecordedCheckpoint.Of(run.Folder, run.Document.Sweep, StoreOf(run.Folder));
        return checkpoints.Count > 0
            ? new SweepSource(run, checkpoints)
            : throw new InvalidInputException($"sweep.run: the run {run.Id} in {run.Folder} has no checkpoint to generate texts from: {CheckpointChoice.WhyNone(run.Folder, run.Document.Sweep)}.");
    }

    /// <summary>Its configuration.</summary>
    /// <exception cref="InvalidInputException">It cannot be read.</exception>
    public SweptConfiguration Configuration()
    {
        try
        {
            return new SweptConfiguration(File.ReadAllText(Path.Combine(Run.Folder, RunFolder.ConfigurationFile)), Run.Folder, Run.Id);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"sweep.run: the configuration of the run {Run.Id} cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>The epochs that are chosen.</summary>
    /// <returns>At least one, the earliest first.</returns>
    /// <exception cref="InvalidInputException">One that is named, or the best, has no checkpoint any more; or none has a loss that is a number.</exception>
    public IReadOnlyList<int> Choose(EpochChoice choice) => choice.Kind switch
    {
        EpochChoiceKind.All => [.. Checkpoints.Select(checkpoint => checkpoint.Reference.Epoch)],
        EpochChoiceKind.Last => [Checkpoints[^1].Reference.Epoch],
        EpochChoiceKind.Best => [Best().Reference.Epoch],
        _ => [.. choice.Listed.Select(epoch => Of(epoch).Reference.Epoch)],
    };

    /// <summary>The checkpoint of an epoch.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public RecordedCheckpoint Of(int epoch) => Checkpoints.LastOrDefault(checkpoint => checkpoint.Reference.Epoch == epoch) ?? throw new InvalidInputException(
        $"sweep.epochs: the run {Run.Id} has no checkpoint of epoch {epoch}; there are those of {string.Join(", ", Checkpoints.Select(checkpoint => checkpoint.Reference.Epoch))}.");

    private RecordedCheckpoint Best()
    {
        var best = RecordedCheckpoint.Recorded(Run.Folder, Run.Document!.Sweep).MinBy(checkpoint => checkpoint.Losses.Rank)!;
        if (!double.IsFinite(best.Losses.Decisive))
        {
            throw new InvalidInputException($"sweep.epochs: no epoch of the run {Run.Id} has a loss that is a number, so that none is the best. Name one: sweep.epochs = [{Checkpoints[^1].Reference.Epoch}].");
        }

        return Checkpoints.Contains(best) ? best : throw new InvalidInputException(
            $"sweep.epochs: the best epoch of the run {Run.Id} is {best.Reference.Epoch}, with a loss of {best.Losses.Decisive:F4}, and its checkpoint was removed. "
            + $"Name another; the best that is there: sweep.epochs = [{Checkpoints.MinBy(checkpoint => checkpoint.Losses.Rank)!.Reference.Epoch}].");
    }

    private static CheckpointStore StoreOf(string folder) => new(Path.Combine(folder, RunFolder.CheckpointsFolder));
}
