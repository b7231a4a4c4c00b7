using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Remote;
using Spectre.Console;

namespace ActorLstm.Host.Cli.Displays;

/// <summary>
/// A terminal: a bar for the epoch in training at the bottom, and above it, as they come, the trained epochs and the texts.
/// </summary>
/// <param name="console">The terminal.</param>
internal sealed class LiveRunDisplay(IAnsiConsole console) : IRunDisplay
{
    private readonly EpochBar bar = new();
    private readonly SamplesInOrder samples = new();
    private (int Epoch, string Text) seedShown;

    /// <inheritdoc/>
    public Task<RunClosed> ShowAsync(IAsyncEnumerable<IRunNotice> notices) => console
        .Progress()
        .AutoClear(true)
        .Columns(bar)
        .StartAsync(context => ShowAsync(context, notices));

    private async Task<RunClosed> ShowAsync(ProgressContext context, IAsyncEnumerable<IRunNotice> notices)
    {
        var shown = context.AddTask("training");
        RunClosed? ending = null;
        await foreach (var notice in notices)
        {
            switch (notice)
            {
                case RunProgressed progressed:
                    bar.Progress = progressed.Progress;
                    break;
                case RunChanged changed:
                    bar.Epochs = changed.State.Plan!.Epochs;
                    Show(changed);
                    ShowSamples(changed.State);
                    break;
                case PastNotice past:
                    bar.Epochs = past.State.Plan!.Epochs;
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
                    shown.StopTask();
                    break;
            }
        }

        return IRunDisplay.Required(ending);
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
            Write(RunWords.Epoch(epoch, bar.Epochs), Color.Green);
        }
        else if (RunWords.Trouble(happened) is { } trouble)
        {
            ShowTrouble(trouble);
        }
    }

    private void ShowTrouble(string trouble) => Write(trouble, Color.Yellow);

    private void ShowSamples(RunState state)
    {
        foreach (var sample in samples.Next(state))
        {
            if (seedShown != (sample.Key.Epoch, sample.SeedText))
            {
                seedShown = (sample.Key.Epoch, sample.SeedText);
                Write(RunWords.Seed(sample.Key.Epoch, sample.SeedText), Color.Blue);
            }

            Write(RunWords.Temperature(sample.Key.Temperature, sample.Key.Replica), Color.Blue);
            Write(sample.Text + "\n", Color.Default);
        }
    }

    private void Write(string text, Color color) => console.Write(new LinesAbove(text, new Style(color)));
}
