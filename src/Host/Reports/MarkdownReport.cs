using System.Text;
using ActorLstm.Host.Reports.Facts;
using ActorLstm.Host.Reports.Pages;

namespace ActorLstm.Host.Reports;

/// <summary>A report as Markdown (GitHub's, with tables): what stands on the page but for the plots, the configurations and the texts of earlier epochs.</summary>
internal static class MarkdownReport
{
    /// <summary>The report.</summary>
    public static string Of(Report report)
    {
        var page = ReportPage.Of(report, withPlots: false);
        var text = new StringBuilder();
        Heading(1, page.Title);
        Lines(page.Notes);
        foreach (var batch in page.Batches)
        {
            Heading(2, $"Batch {batch.Name}");
            Facts(batch.Facts);
            Table(batch.Ranked);
        }

        Table(page.RunTable, "Runs");
        Table(page.MeasureTable, "Measures of the texts");
        Table(page.Differences, "Settings that differ");
        foreach (var run in page.Runs)
        {
            Heading(2, page.IsOfSeveral ? $"Run {run.Label}" : "The run");
            Facts(run.Facts);
            Lines(run.Notes);
            Table(run.Epochs.Rows.Count > 0 ? run.Epochs : null);
            Lines(run.Findings);
            foreach (var row in run.ByTemperature)
            {
                Heading(3, row.Heading);
                foreach (var sample in row.Texts)
                {
                    Heading(4, sample.Heading);
                    Fenced(string.Concat(sample.Parts.Select(part => part.Text)));
                }
            }

            Facts([.. run.Invented.Select(words => new PageFact($"invented words, {words.Heading}", string.Join(", ", words.Words)))]);
        }

        return text.ToString();

        void Heading(int level, string heading) => text.Append('#', level).Append(' ').Append(Escaped(heading)).Append("\n\n");

        void Lines(IReadOnlyList<string> lines) => text.AppendJoin("", lines.Select(line => $"- {Escaped(line)}\n")).Append(lines.Count > 0 ? "\n" : "");

        void Facts(IReadOnlyList<PageFact> facts) => Lines([.. facts.Select(fact => $"{fact.Name}: {fact.Value}")]);

        void Table(PageTable? table, string? heading = null)
        {
            if (table is null)
            {
                return;
            }

            if (heading is not null)
            {
                Heading(2, heading);
            }

            Row(table.Columns.Select(column => column.Heading));
            text.Append('|').AppendJoin("", table.Columns.Select(column => column.IsNumber ? " ---: |" : " --- |")).Append('\n');
            table.Rows.ToList().ForEach(Row);
            text.Append('\n');
        }

        void Row(IEnumerable<string> cells) => text.Append('|').AppendJoin("", cells.Select(cell => $" {Escaped(cell)} |")).Append('\n');

        // A fence is longer than every row of backticks in the text.
        void Fenced(string content)
        {
            var (row, longest) = (0, 2);
            foreach (var character in content)
            {
                row = character == '`' ? row + 1 : 0;
                longest = Math.Max(longest, row);
            }

            var fence = new string('`', longest + 1);
            text.Append(fence).Append("text\n").Append(content).Append(content.EndsWith('\n') ? "" : "\n").Append(fence).Append("\n\n");
        }
    }

    /// <summary>A text that stands for itself: no character of it is a mark.</summary>
    internal static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            escaped.Append(character switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '\n' or '\r' => " ",
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '~' or '#' => $"\\{character}",
                _ => character.ToString(),
            });
        }

        return escaped.ToString();
    }
}
