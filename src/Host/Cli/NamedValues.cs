using ActorLstm.Host.Cli.Outputs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorLstm.Host.Cli;

/// <summary>Names, and beside each what it stands for, in lines of their own lengths: a long value makes no other line longer.</summary>
internal sealed class NamedValues
{
    private readonly List<(string Name, string Value)> values = [];

    /// <summary>The lines as they are written.</summary>
    public IRenderable Rendered => new Lines(values);

    /// <summary>Adds a name and what it stands for.</summary>
    public void Add(string name, string value) => values.Add((name, VisibleText.Of(value)));

    /// <summary>Adds a name and lines that it stands for.</summary>
    public void Add(string name, IEnumerable<string> lines) => Add(name, string.Join('\n', lines));

    private sealed class Lines(IReadOnlyList<(string Name, string Value)> values) : Renderable
    {
        private static readonly Style Bold = new(decoration: Decoration.Bold);

        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
        {
            var indent = values.Max(value => value.Name.Length) + 1;
            foreach (var (name, value) in values)
            {
                IRenderable text = new Text(value);
                foreach (var (index, line) in Segment.SplitLines(text.Render(options, Math.Max(1, maxWidth - indent))).Index())
                {
                    var before = index == 0 ? name : "";
                    yield return new Segment(before, Bold);
                    if (line.Count > 0)
                    {
                        yield return new Segment(new string(' ', indent - before.Length));
                    }

                    foreach (var segment in line)
                    {
                        yield return segment;
                    }

                    yield return Segment.LineBreak;
                }
            }
        }
    }
}
