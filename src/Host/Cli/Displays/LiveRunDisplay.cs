using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorLstm.Host.Cli.Displays;

/// <summary>
/// A terminal: a bar for the epoch in training at the bottom, and above it, as they arrive, the trained epochs and the texts.
/// </summary>
/// <param name="console">The terminal.</param>
/// <param name="results">Receives the texts where they go elsewhere; null shows them on the terminal.</param>
public sealed class LiveRunDisplay(IAnsiConsole console, PlainRunDisplay? results = null) : IRunDisplay
{
    private readonly FactsColumn facts = new();

    private int seedShown;
    private int epochs;
    private int epochShown;
    private ProgressTask? bar;

    /// <inheritdoc/>
    public Task<RunClosed> ShowAsync(IAsyncEnumerable<IRunNotice> notices) => console
        .Progress()
        .AutoClear(true)
        .HideCompleted(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 30 }, new PercentageColumn(), facts)
        .StartAsync(context => ShowAsync(context, notices));

    private async Task<RunClosed> ShowAsync(ProgressContext context, IAsyncEnumerable<IRunNotice> notices)
    {
        RunClosed? ending = null;
        await foreach (var notice in notices)
        {
            switch (notice)
            {
                case RunProgressed { Progress: var progress }:
                    if (bar is null || bar.IsFinished || progress.Epoch != epochShown)
                    {
                        // A trainer that was begun again may go on from an earlier epoch.
                        bar?.StopTask();
                        epochShown = progress.Epoch;
                        bar = context.AddTask($"epoch {progress.Epoch}/{epochs}", maxValue: progress.Batches);
                    }

                    facts.Text = RunWords.Facts(progress, epochs);
                    bar.Value = progress.Batch;
                    break;
                case RunChanged changed:
                    epochs = changed.State.Plan!.Epochs;
                    Show(changed.Happened);
                    break;
                case RunClosed closed:
                    ending = closed;
                    bar?.StopTask();
                    break;
            }
        }

        return IRunDisplay.Required(ending);
    }

    private void Show(IRunEvent happened)
    {
        switch (happened)
        {
            case EpochTrained epoch:
                Write(RunWords.Epoch(epoch, epochs), Color.Green);
                break;
            case SampleGenerated sample:
                Show(sample);
                break;
            default:
                if (RunWords.Trouble(happened) is { } trouble)
                {
                    Write(trouble, Color.Yellow);
                }

                break;
        }
    }

    private void Show(SampleGenerated sample)
    {
        if (results is not null)
        {
            results.Show(sample);
            return;
        }

        if (seedShown != sample.Key.Epoch)
        {
            seedShown = sample.Key.Epoch;
            Write(RunWords.Seed(sample.Key.Epoch, sample.SeedText), Color.Blue);
        }

        Write(RunWords.Temperature(sample.Key.Temperature, sample.Key.Replica), Color.Blue);
        Write(sample.Text + "\n", Color.Default);
    }

    private void Write(string text, Color color) => console.Write(new LinesAbove(text, new Style(color)));

    private sealed class FactsColumn : ProgressColumn
    {
        public string Text { get; set; } = "";

        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(Text);
    }
}
