using ActorLstm.Actors.Projections;
using ActorLstm.Model;
using ActorLstm.Model.Checkpoints;

namespace ActorLstm.Host.Runs;

/// <summary>The checkpoint of a run that a verb works with.</summary>
internal static class CheckpointChoice
{
    /// <summary>Why a run has no checkpoint of an epoch; it may have one between two batches, from which it goes on.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="sweep">The sweep that the run is; null for a run that trains.</param>
    public static string WhyNone(string folder, SweepDocument? sweep) =>
        RecordedCheckpoint.Recorded(folder, sweep).Count > 0 ? "they were removed"
        : sweep is not null ? "it has taken none over yet"
        : RunFolder.Epochs(folder).Any() ? "none was written after the epochs that have ended"
        : $"its first epoch has not ended; actorlstm show {Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))} says how it stands";

    /// <summary>The checkpoint of an epoch, or the last that is there.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="store">Its checkpoints.</param>
    /// <param name="sweep">The sweep that the run is; null for a run that trains.</param>
    /// <param name="epoch">The epoch; null for the last one.</param>
    /// <exception cref="InvalidInputException">There is none; the message names those there are.</exception>
    public static CheckpointRef Of(string folder, CheckpointStore store, SweepDocument? sweep, int? epoch)
    {
        var there = RecordedCheckpoint.Of(folder, sweep, store).Select(checkpoint => checkpoint.Reference).ToList();
        if (there.Count == 0)
        {
            throw new InvalidInputException($"The run in {folder} has no checkpoint to generate texts from: {WhyNone(folder, sweep)}.");
        }

        return epoch is null
            ? there[^1]
            : there.LastOrDefault(reference => reference.Epoch == epoch) ?? throw new InvalidInputException(
                $"The run in {folder} has no checkpoint of epoch {epoch}; there are those of {string.Join(", ", there.Select(reference => reference.Epoch))}.");
    }
}
