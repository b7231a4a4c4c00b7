using System.Text;
using ActorLstm.Host.Cli.Outputs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorLstm.Host.Cli;

/// <summary>
/// Rows under headings, a line each, whatever their number. Where the terminal is too narrow, a column that may be cut is cut,
/// and then columns are left out, those first that can be done without.
/// </summary>
/// <param name="columns">The columns, from the left.</param>
internal sealed class TextTable(params IReadOnlyList<TextColumn> columns) : Renderable
{
    private const int Gap = 2;

    private static readonly Style Heading = new(decoration: Decoration.Bold);

    private readonly List<IReadOnlyList<Cell>> rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="cells">A cell for each column.</param>
    public void Add(params IReadOnlyList<Cell> cells) => rows.Add([.. cells.Select(cell => cell with { Text = VisibleText.OneLine(cell.Text) })]);

    /// <inheritdoc/>
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var widths = Fit(maxWidth);
        return Line([.. columns.Select(column => new Cell(column.Heading, Heading))], widths).Concat(rows.SelectMany(row => Line(row, widths)));
    }

    // Spaces belong to the text before them: a terminal that is told everything cell by cell is slow.
    private IEnumerable<Segment> Line(IReadOnlyList<Cell> cells, int[] widths)
    {
        var plain = new StringBuilder();
        var pending = 0;
        foreach (var (index, cell) in cells.Index().Where(cell => widths[cell.Index] > 0))
        {
            var text = Cut(cell.Text, widths[index]);
            var space = widths[index] - Width(text);
            pending += columns[index].IsNumber ? space : 0;
            if (text.Length > 0)
            {
                plain.Append(' ', pending);
                pending = 0;
            }

            pending += Gap + (columns[index].IsNumber ? 0 : space);
            if (cell.Style is { } style)
            {
                yield return new Segment(plain.ToString());
                plain.Clear();
                yield return new Segment(text, style);
            }
            else
            {
                plain.Append(text);
            }
        }

        yield return new Segment(plain.ToString());
        yield return Segment.LineBreak;
    }

    // The width of each column; 0 for one that is left out.
    private int[] Fit(int available)
    {
        var wanted = columns.Index().Select(column => rows.Select(row => Width(row[column.Index].Text)).Append(column.Item.Heading.Length).Max()).ToArray();
        int[] widths = [.. columns.Index().Select(column => column.Item.Least > 0 ? Math.Min(column.Item.Least, wanted[column.Index]) : wanted[column.Index])];
        foreach (var (index, _) in columns.Index().Where(column => column.Item.Spare > 0).OrderByDescending(column => column.Item.Spare))
        {
            if (Needed(widths) > available)
            {
                widths[index] = 0;
            }
        }

        foreach (var (index, _) in columns.Index().Where(column => column.Item.Least > 0))
        {
            widths[index] = Math.Min(wanted[index], widths[index] + Math.Max(0, available - Needed(widths)));
        }

        return widths;
    }

    private static int Needed(int[] widths) => widths.Sum() + Gap * (widths.Count(width => width > 0) - 1);

    private static string Cut(string text, int width)
    {
        var kept = text;
        for (var length = text.Length - 1; Width(kept) > width; length--)
        {
            kept = $"{text[..length]}…";
        }

        return kept;
    }

    // Some letters take two cells, and some none.
    private static int Width(string text) => Ascii.IsValid(text) ? text.Length : new Segment(text).CellCount();
}

/// <summary>A column of a table.</summary>
/// <param name="Heading">What stands above it.</param>
/// <param name="IsNumber">Whether it is aligned to the right.</param>
/// <param name="Least">The cells that it may be cut to; 0 where it is never cut.</param>
/// <param name="Spare">0 where it is always shown; else the higher, the sooner it is left out.</param>
internal sealed record TextColumn(string Heading, bool IsNumber = false, int Least = 0, int Spare = 0);

/// <summary>A cell of a table.</summary>
/// <param name="Text">What stands in it; it is shown on one line, all of it visible.</param>
/// <param name="Style">How it looks; null for plain.</param>
internal readonly record struct Cell(string Text, Style? Style = null)
{
    public static implicit operator Cell(string text) => new(text);
}
