using System.Collections.Concurrent;

namespace ActorLstm.Host.Runs;

/// <summary>
/// Reads thousands of folders at about the speed of the disk: in the order of their names, which is the order in which they were made and so
/// about that in which they lie on the disk, and by more threads than cores, as some of them wait. Measured with 10,000 runs of which nothing was in the cache
/// of files: 5 s for compare, which took 34 s in the order of the results of the runs.
/// </summary>
internal static class FolderReading
{
    /// <summary>What is read of each, in the order of <paramref name="items"/>.</summary>
    /// <param name="items">What is read.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="read">Reads one; the number is its place among <paramref name="items"/>, from 0. Called by several threads at once.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="AggregateException">One or more could not be read.</exception>
    public static TResult[] Read<T, TResult>(IReadOnlyList<T> items, Func<T, string> folder, Func<T, int, TResult> read, CancellationToken cancellation)
    {
        var places = Enumerable.Range(0, items.Count).OrderBy(place => folder(items[place]), StringComparer.Ordinal).ToArray();
        var results = new TResult[items.Count];

        // No buffering: each thread takes the next one, so that all stay close to each other.
        Parallel.ForEach(
            Partitioner.Create(places, EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = 2 * Environment.ProcessorCount },
            place => results[place] = read(items[place], place));
        return results;
    }
}
