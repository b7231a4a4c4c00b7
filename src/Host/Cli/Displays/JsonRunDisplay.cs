using System.Text.Json.Nodes;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Remote;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Cli.Displays;

/// <summary>One JSON object a line for everything that happens, each with its kind under <c>event</c>.</summary>
/// <param name="results">Receives the lines (stdout).</param>
/// <param name="folder">The run's folder, told in the first line.</param>
internal sealed class JsonRunDisplay(TextWriter results, string folder) : IRunDisplay
{
    private readonly SamplesInOrder samples = new();

    /// <inheritdoc/>
    public async Task<RunClosed> ShowAsync(IAsyncEnumerable<IRunNotice> notices)
    {
        RunClosed? ending = null;
        await foreach (var notice in notices)
        {
            if (notice is RunChanged changed)
            {
                PassIfResumed(changed);
                Write(changed);
                WriteSamples(changed.State);
            }
            else if (notice is PastNotice past)
            {
                samples.Pass(past.State);
            }
            else if (notice is RunClosed closed)
            {
                ending = closed;
                WriteSamples(closed.State);
                Line("run_ended", RunDocument.Of(closed.State), ("files_failure", closed.FilesFailure));
            }
            else if (notice is JournalFailed failed)
            {
                Line("journal_failed", failed);
            }
            else if (notice is ConnectionNotice connection)
            {
                Line(connection.Kind, new { connection.Server });
            }
        }

        return IRunDisplay.Required(ending);
    }

    private void PassIfResumed(RunChanged changed)
    {
        if (changed.Happened is RunResumed)
        {
            samples.Pass(changed.State);
        }
    }

    // Samples are told in their order, and not as they come; what only the program needs to know is not told.
    private void Write(RunChanged changed)
    {
        var (kind, document) = RunEventDocument.Of(changed.Happened, changed.State);
        switch (changed.Happened)
        {
            case RunStarted or RunResumed:
                Line(kind, document, ("folder", folder));
                break;
            case not (SampleGenerated or ProgressSaved or RunLimited or RunEnded):
                Line(kind, document);
                break;
        }
    }

    private void WriteSamples(RunState state)
    {
        foreach (var sample in samples.Next(state))
        {
            Line("sample", SampleLine.Of(sample));
        }
    }

    private void Line<T>(string kind, T document, params IReadOnlyList<(string Key, JsonNode? Value)> more) => JsonOutput.WriteEvent(results, kind, document, more);
}
