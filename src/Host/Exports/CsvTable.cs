using CsvHelper;

namespace ActorLstm.Host.Exports;

/// <summary>
/// A table as CSV (RFC 4180, but lines end with a line feed): a heading, numbers so that they read back exactly, NaN and Infinity
/// as those words, nothing for what is missing.
/// </summary>
internal static class CsvTable
{
    private static readonly CsvWriterOptions Options = new() { NewLine = "\n" };

    /// <summary>Writes a table.</summary>
    public static async Task WriteAsync(Table table, Stream stream)
    {
        await using var writer = CsvWriter.Create(stream, Options, leaveOpen: true);
        writer.WriteHeader([.. table.Columns.Select(column => column.Name)]);
        for (var line = 0; line < table.Count; line++)
        {
            writer.WriteRecord([.. table.Columns.Select(column => Text(column.Values.GetValue(line)))]);
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        double number => number.ToString("R"),
        _ => $"{value}",
    };
}
