using System.Text.Json.Nodes;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Cli.Outputs;
using ActorLstm.Host.Cli.Remote;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Model.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorLstm.Host.Cli.Batches;

/// <summary>Shows a batch while it goes on.</summary>
internal interface IBatchDisplay
{
    /// <summary>Shows what the batch tells until it has closed.</summary>
    /// <returns>The batch as it ended.</returns>
    Task<BatchClosed> ShowAsync(IAsyncEnumerable<IBatchNotice> notices);

    /// <summary>The notice that the sequence must have ended with.</summary>
    protected static BatchClosed Required(BatchClosed? ending) => ending ?? throw new InvalidOperationException("The batch told nothing of its end.");
}

/// <summary>A line for everything of interest, for a log.</summary>
/// <param name="progress">Receives the lines (stderr).</param>
internal sealed class PlainBatchDisplay(TextWriter progress) : IBatchDisplay
{
    /// <inheritdoc/>
    public async Task<BatchClosed> ShowAsync(IAsyncEnumerable<IBatchNotice> notices)
    {
        BatchClosed? ending = null;
        await foreach (var notice in notices)
        {
            ending = notice as BatchClosed ?? ending;
            if (LineOf(notice) is { } line)
            {
                progress.WriteLine(line);
            }
        }

        return IBatchDisplay.Required(ending);
    }

    /// <summary>The line of a notice; null where it is of no interest.</summary>
    public static string? LineOf(IBatchNotice notice) => notice switch
    {
        BatchChanged changed => BatchWords.Event(changed.Happened, changed.State),
        BatchRunNotice run => BatchWords.Notice(run),
        BatchJournalFailed failed => $"the journal cannot be used, it is tried again: {failed.Reason}",
        ConnectionNotice connection => RunWords.Trouble(connection),
        _ => null,
    };
}

/// <summary>A terminal: a line for each run that trains at the bottom, and above it what happens.</summary>
/// <param name="console">The terminal.</param>
internal sealed class LiveBatchDisplay(IAnsiConsole console) : IBatchDisplay
{
    private readonly RunningRuns running = new();

    /// <inheritdoc/>
    public Task<BatchClosed> ShowAsync(IAsyncEnumerable<IBatchNotice> notices) => console
        .Progress()
        .AutoClear(true)
        .Columns(running)
        .StartAsync(context => ShowAsync(context, notices));

    private async Task<BatchClosed> ShowAsync(ProgressContext context, IAsyncEnumerable<IBatchNotice> notices)
    {
        var shown = context.AddTask("batch");
        BatchClosed? ending = null;
        await foreach (var notice in notices)
        {
            running.Note(notice);
            if (PlainBatchDisplay.LineOf(notice) is { } line)
            {
                console.Write(new LinesAbove(line, new Style(ColorOf(notice))));
            }

            if (notice is BatchClosed closed)
            {
                ending = closed;
                shown.StopTask();
            }
        }

        return IBatchDisplay.Required(ending);
    }

    private static Color ColorOf(IBatchNotice notice) => notice switch
    {
        BatchChanged { Happened: MemberEnded { Result.Status: RunStatus.Failed or RunStatus.Diverged } } => Color.Red,
        BatchChanged { Happened: MemberEnded } => Color.Green,
        BatchChanged { Happened: MemberStopped } => Color.Yellow,
        BatchChanged => Color.Blue,
        _ => Color.Default,
    };

    // The runs that train now, a line each, fitted to the terminal.
    private sealed class RunningRuns : ProgressColumn
    {
        private const int MostLines = 8;

        private readonly SortedDictionary<int, (MemberState Member, SliceProgress Progress, int Epochs)> runs = [];
        private readonly Lock guard = new();
        private BatchState batch = BatchState.Initial;

        protected override bool NoWrap => true;

        public void Note(IBatchNotice notice)
        {
            lock (guard)
            {
                switch (notice)
                {
                    case BatchChanged changed:
                        batch = changed.State;
                        if (changed.Happened is IMemberEvent gone and (MemberHeld or MemberEnded or MemberRetried))
                        {
                            runs.Remove(gone.Number); // One that was lost, or that a service works on, does not tell that it has closed.
                        }

                        break;
                    case BatchPastNotice past:
                        batch = past.State;
                        break;
                    case BatchRunNotice { Notice: RunProgressed progressed } run:
                        runs[run.Member.Number] = (run.Member, progressed.Progress, run.Member.Member.Epochs);
                        break;
                    case BatchRunNotice { Notice: RunClosed } run:
                        runs.Remove(run.Member.Number);
                        break;
                }
            }
        }

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            lock (guard)
            {
                // The last column stays free: a terminal wraps a line that fills it.
                var width = options.ConsoleSize.Width - 1;
                List<string> lines =
                [
                    .. runs.Values.Take(MostLines).Select(run =>
                        $"run {run.Member.Number}  epoch {run.Progress.Epoch}/{run.Epochs} {100 * run.Progress.Batch / run.Progress.Batches,3} %  loss {run.Progress.Loss:F4}  {run.Progress.SequencesPerSecond:N0} sequences/s  {VisibleText.OneLine(run.Member.Member.Title)}"),
                    .. runs.Count > MostLines ? [$"and {runs.Count - MostLines} more"] : Array.Empty<string>(),
                    $"batch {VisibleText.OneLine(batch.Name)}: {BatchWords.Counts(batch)}",
                ];
                return new Text(string.Join('\n', lines.Select(line => line.Length <= width ? line : line[..Math.Max(0, width)])));
            }
        }
    }
}

/// <summary>One JSON object a line for everything that happens, each with its kind under <c>event</c> and its run under <c>number</c>.</summary>
/// <param name="results">Receives the lines (stdout).</param>
/// <param name="folder">The batch's folder, told in the first line.</param>
internal sealed class JsonBatchDisplay(TextWriter results, string folder) : IBatchDisplay
{
    /// <inheritdoc/>
    public async Task<BatchClosed> ShowAsync(IAsyncEnumerable<IBatchNotice> notices)
    {
        BatchClosed? ending = null;
        await foreach (var notice in notices)
        {
            switch (notice)
            {
                case BatchChanged changed:
                    Write(changed);
                    break;
                case BatchRunNotice { Notice: RunChanged { Happened: EpochTrained epoch } } run:
                    Line("epoch", EpochLine.Of(epoch), ("number", run.Member.Number), ("run_id", run.Member.RunId));
                    break;
                case BatchRunNotice { Notice: RunChanged { Happened: TrainingDiverged diverged } } run:
                    Line("training_diverged", diverged, ("number", run.Member.Number), ("run_id", run.Member.RunId));
                    break;
                case BatchJournalFailed failed:
                    Line("journal_failed", failed);
                    break;
                case ConnectionNotice connection:
                    Line(connection.Kind, new { connection.Server });
                    break;
                case BatchClosed closed:
                    ending = closed;
                    WriteEnding(results, BatchDocument.Of(closed.State), closed.PageFailure);
                    break;
            }
        }

        return IBatchDisplay.Required(ending);
    }

    // What only the program needs to know is not told; the end is, once everything is closed.
    private void Write(BatchChanged changed)
    {
        var (kind, document) = BatchEventDocument.Of(changed.Happened, changed.State);
        switch (changed.Happened)
        {
            case BatchTaken:
                Line(kind, document, ("folder", folder));
                break;
            case MemberBegun or MemberAdvanced or MemberStopped or MemberRetried or MemberEnded:
                Line(kind, document);
                break;
        }
    }

    /// <summary>Writes the last line: the batch as it ended.</summary>
    public static void WriteEnding(TextWriter results, BatchDocument document, string? pageFailure) =>
        JsonOutput.WriteEvent(results, "batch_ended", document, ("page_failure", pageFailure));

    private void Line<T>(string kind, T document, params IReadOnlyList<(string Key, JsonNode? Value)> more) => JsonOutput.WriteEvent(results, kind, document, more);
}
