using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Remote;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Cli.Displays;

/// <summary>Lines for a log: progress to one writer, the texts to another.</summary>
/// <param name="results">Receives the texts (stdout).</param>
/// <param name="progress">Receives everything else (stderr).</param>
internal sealed class PlainRunDisplay(TextWriter results, TextWriter progress) : IRunDisplay
{
    private const double SecondsToFirstLine = 2;
    private const double SecondsBetweenLines = 10;

    private readonly SamplesInOrder samples = new();
    private (int Epoch, double NextLine) lines;
    private (int Epoch, string Text) seedShown;
    private int epochs;

    /// <inheritdoc/>
    public async Task<RunClosed> ShowAsync(IAsyncEnumerable<IRunNotice> notices)
    {
        RunClosed? ending = null;
        await foreach (var notice in notices)
        {
            switch (notice)
            {
                case RunProgressed progressed:
                    Show(progressed.Progress);
                    break;
                case RunChanged changed:
                    epochs = changed.State.Plan!.Epochs;
                    Show(changed);
                    ShowSamples(changed.State);
                    break;
                case PastNotice past:
                    epochs = past.State.Plan!.Epochs;
                    samples.Pass(past.State);
                    break;
                case JournalFailed failed:
                    ShowTrouble(RunWords.Trouble(failed));
                    break;
                case ConnectionNotice connection:
                    ShowTrouble(RunWords.Trouble(connection));
                    break;
                case RunClosed closed:
                    ShowSamples(closed.State);
                    ending = closed;
                    break;
            }
        }

        return IRunDisplay.Required(ending);
    }

    private void Show(SliceProgress slice)
    {
        if (slice.Epoch != lines.Epoch)
        {
            lines = (slice.Epoch, slice.Epoch == 1 ? SecondsToFirstLine : SecondsBetweenLines);
        }

        if (slice.Seconds >= lines.NextLine && !slice.EndsEpoch)
        {
            lines = (slice.Epoch, slice.Seconds + SecondsBetweenLines);
            progress.WriteLine($"epoch {slice.Epoch}/{epochs} {100 * slice.Batch / slice.Batches,3} %  {string.Join("  ", RunWords.Facts(slice, epochs))}");
        }
    }

    private void Show(RunChanged changed)
    {
        var happened = changed.Happened;
        if (happened is RunResumed)
        {
            samples.Pass(changed.State);
        }

        if (happened is EpochTrained epoch)
        {
            progress.WriteLine(RunWords.Epoch(epoch, epochs));
        }
        else if (RunWords.Trouble(happened) is { } trouble)
        {
            ShowTrouble(trouble);
        }
    }

    private void ShowTrouble(string trouble) => progress.WriteLine(trouble);

    private void ShowSamples(RunState state)
    {
        foreach (var sample in samples.Next(state))
        {
            if (seedShown != (sample.Key.Epoch, sample.SeedText))
            {
                seedShown = (sample.Key.Epoch, sample.SeedText);
                results.WriteLine(RunWords.Seed(sample.Key.Epoch, sample.SeedText));
            }

            results.WriteLine(RunWords.Temperature(sample.Key.Temperature, sample.Key.Replica));
            results.WriteLine(sample.Text);
            results.WriteLine();
            results.Flush();
        }
    }
}
