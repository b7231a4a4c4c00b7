using Parquet;
using Parquet.Schema;

namespace ActorLstm.Host.Exports;

/// <summary>A table as Apache Parquet.</summary>
internal static class ParquetTable
{
    /// <summary>Writes a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="run">The id of its run, which the file's metadata names.</param>
    /// <param name="stream">A stream that can seek.</param>
    public static async Task WriteAsync(Table table, string run, Stream stream)
    {
        var schema = new ParquetSchema(table.Columns.Select(Field));
        await using var writer = await ParquetWriter.CreateAsync(schema, stream);
        writer.CustomMetadata = new Dictionary<string, string> { ["run"] = run };
        using var group = writer.CreateRowGroup();
        foreach (var (field, column) in schema.DataFields.Zip(table.Columns))
        {
            await (column.Values switch
            {
                int[] numbers => group.WriteAsync<int>(field, numbers),
                double[] numbers => group.WriteAsync<double>(field, numbers),
                double?[] numbers => group.WriteAsync<double>(field, numbers),
                _ => group.WriteAsync(field, (string[])column.Values),
            });
        }

        group.CompleteValidate();
    }

    private static DataField Field(Column column) => column.Values switch
    {
        int[] => new DataField<int>(column.Name),
        double[] => new DataField<double>(column.Name),
        double?[] => new DataField<double?>(column.Name),
        _ => new DataField<string>(column.Name),
    };
}
