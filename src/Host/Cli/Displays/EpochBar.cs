using ActorLstm.Model.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorLstm.Host.Cli.Displays;

/// <summary>The bar of the epoch in training: one line that is fitted to the terminal, whatever its width and when it changes.</summary>
internal sealed class EpochBar : ProgressColumn
{
    private const int LongestBar = 30;
    private const int ShortestBar = 8;

    /// <summary>The epochs of the run.</summary>
    public int Epochs { get; set; }

    /// <summary>The latest slice.</summary>
    public SliceProgress? Progress { get; set; }

    /// <inheritdoc/>
    protected override bool NoWrap => true;

    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
    {
        if (Progress is not { } progress)
        {
            return Text.Empty;
        }

        // The last column stays free: a terminal wraps a line that fills it.
        var width = options.ConsoleSize.Width - 1;
        var label = $"epoch {progress.Epoch}/{Epochs} ";
        var share = (double)progress.Batch / progress.Batches;
        var facts = $" {share,4:P0}";
        foreach (var fact in RunWords.Facts(progress, Epochs).TakeWhile(fact => label.Length + ShortestBar + facts.Length + 2 + fact.Length <= width))
        {
            facts += $"  {fact}";
        }

        var bar = Math.Clamp(width - label.Length - facts.Length, 0, LongestBar);
        var done = (int)Math.Round(share * bar);
        return new Paragraph()
            .Append(label)
            .Append(new string('━', done), new Style(Color.Yellow))
            .Append(new string('━', bar - done), new Style(Color.Grey))
            .Append(facts);
    }
}
