using ActorLstm.Host.Cli.Outputs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorLstm.Host.Cli.Displays;

/// <summary>
/// Text that is written over a live display, which then moves below it. Each line clears what stood there: Spectre.Console
/// writes over the old bar, and a short line would leave the end of it standing. All of the text is visible.
/// </summary>
internal sealed class LinesAbove(string text, Style style) : Renderable
{
    private static readonly Segment Clear = Segment.Control("\u001b[K");

    /// <inheritdoc/>
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        yield return Clear;
        foreach (var segment in ((IRenderable)new Text(VisibleText.Of(text), style)).Render(options, maxWidth))
        {
            yield return segment;
            if (segment.IsLineBreak)
            {
                yield return Clear;
            }
        }

        yield return Segment.LineBreak;
    }
}
