using System.Text.Json.Nodes;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;

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

    private void Write(RunChanged changed)
    {
        switch (changed.Happened)
        {
            case RunStarted:
                Line("run_started", RunDocument.Of(changed.State), ("folder", folder));
                break;
            case RunResumed:
                Line("run_resumed", RunDocument.Of(changed.State), ("folder", folder));
                break;
            case EpochTrained epoch:
                Line("epoch", EpochLine.Of(epoch));
                break;
            case CheckpointAdopted adopted:
                Line("checkpoint_adopted", AdoptedLine.Of(adopted));
                break;
            case TrainingDiverged diverged:
                Line("training_diverged", diverged);
                break;
            case CheckpointLost lost:
                Line("checkpoint_lost", lost);
                break;
            case CheckpointRestored restored:
                Line("checkpoint_restored", restored);
                break;
            case RunPaused:
                Line("run_paused", RunDocument.Of(changed.State));
                break;
            case RunContinued:
                Line("run_continued", RunDocument.Of(changed.State));
                break;
            case TrainerReplaced replaced:
                Line("trainer_replaced", replaced);
                break;
            case SamplerReplaced replaced:
                Line("sampler_replaced", replaced);
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
