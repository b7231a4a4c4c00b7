using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Cli;

/// <summary>Runs whose files were looked at, and made anew from the journal where they had to be.</summary>
internal static class MendedRuns
{
    /// <summary>The same runs as they are now.</summary>
    public static async Task<IReadOnlyList<StoredRun>> OfAsync(
        IReadOnlyList<StoredRun> runs, ProcessEnvironment environment, TimeProvider time, Terminal terminal, CancellationToken cancellation)
    {
        var notes = new Notes(terminal);
        await using var mending = new RunMending(environment.Variables, time, notes.Add);
        var mended = new List<StoredRun>(runs.Count);
        foreach (var (run, needsMending) in runs.AsParallel().AsOrdered().WithCancellation(cancellation).Select(run => (run, RunMending.Needs(run, []))).ToList())
        {
            mended.Add(needsMending ? await mending.MendAsync(run, [], cancellation) : run);
        }

        notes.End();
        return mended;
    }
}
