using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Cli.Displays;

/// <summary>Lines for a log: progress to one writer, the texts to another.</summary>
/// <param name="results">Receives the texts (stdout).</param>
/// <param name="progress">Receives everything else (stderr).</param>
public sealed class PlainRunDisplay(TextWriter results, TextWriter progress) : IRunDisplay
{
    private const double SecondsBetweenLines = 10;

    private (int Epoch, double Seconds) shown;
    private int seedShown;
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
                    Show(changed.Happened);
                    break;
                case RunClosed closed:
                    ending = closed;
                    break;
            }
        }

        return IRunDisplay.Required(ending);
    }

    private void Show(SliceProgress slice)
    {
        if (slice.Epoch != shown.Epoch)
        {
            shown = (slice.Epoch, 0);
        }

        if (slice.Seconds - shown.Seconds >= SecondsBetweenLines && !slice.EndsEpoch)
        {
            shown = (slice.Epoch, slice.Seconds);
            progress.WriteLine($"epoch {slice.Epoch}/{epochs} {100 * slice.Batch / slice.Batches,3} %  {RunWords.Facts(slice, epochs)}");
        }
    }

    internal void Show(IRunEvent happened)
    {
        switch (happened)
        {
            case EpochTrained epoch:
                progress.WriteLine(RunWords.Epoch(epoch, epochs));
                break;
            case SampleGenerated sample:
                if (seedShown != sample.Key.Epoch)
                {
                    seedShown = sample.Key.Epoch;
                    results.WriteLine(RunWords.Seed(sample.Key.Epoch, sample.SeedText));
                }

                results.WriteLine(RunWords.Temperature(sample.Key.Temperature, sample.Key.Replica));
                results.WriteLine(sample.Text);
                results.WriteLine();
                results.Flush();
                break;
            default:
                if (RunWords.Trouble(happened) is { } trouble)
                {
                    progress.WriteLine(trouble);
                }

                break;
        }
    }
}
