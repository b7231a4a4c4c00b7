using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Cli;

/// <summary>Runs whose files were looked at, and made anew from the journal where they had to be.</summary>
internal static class MendedRuns
{
    /// <summary>The same runs as they are now.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="files">The files that are looked at, by the place of a run among them, from 0; all of them where none is named.</param>
    /// <param name="environment">Says where journals may be.</param>
    /// <param name="time">The clock.</param>
    /// <param name="terminal">Told what was found.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<IReadOnlyList<StoredRun>> OfAsync(
        IReadOnlyList<StoredRun> runs, Func<int, IReadOnlyList<string>> files, ProcessEnvironment environment, TimeProvider time, Terminal terminal, CancellationToken cancellation)
    {
        var notes = new Notes(terminal);
        await using var mending = new RunMending(environment.Variables, time, notes.Add, terminal.Message);
        var mended = runs.ToArray();
        var needs = FolderReading.Read(runs, run => run.Folder, (run, index) => RunMending.Needs(run, files(index)), cancellation);
        foreach (var (index, _) in needs.Index().Where(run => run.Item))
        {
            mended[index] = await mending.MendAsync(runs[index], files(index), cancellation);
        }

        notes.End();
        return mended;
    }
}
