using ActorLstm.Host.Exports;
using AwesomeAssertions;
using CsCheck;
using CsvHelper;
using Parquet;
using Xunit;
using static ActorLstm.Host.Tests.Exports.ExportedRuns;

namespace ActorLstm.Host.Tests.Exports;

public sealed class TableTests
{
    private static readonly ExportedRun Run = Of(
        [Epoch(1, 2.5, 2.75), Epoch(2, double.NaN, null, null), Epoch(3, double.PositiveInfinity, double.NegativeInfinity)],
        Sample(1, 0.2, 0, "plain"),
        Sample(1, 0.2, 1, "a \"quote\", a comma\nand a line"),
        Sample(2, 1, 0, " æé😀 "),
        Sample(2, 1, 1, ""));

    [Fact]
    public async Task Csv_holds_every_value()
    {
        var metrics = await CsvAsync(Table.Of(Run)[0]);
        metrics[0].Should().Equal("epoch", "loss", "validation_loss", "seconds", "sequences_per_second", "learning_rate", "checkpoint");
        metrics[1].Should().Equal("1", "2.5", "2.75", "2.5", "1000", "0.01", "c0ffee");
        metrics[2].Should().Equal("2", "NaN", "", "2.5", "1000", "0.01", "");
        metrics[3].Should().Equal("3", "Infinity", "-Infinity", "2.5", "1000", "0.01", "c0ffee");

        var samples = await CsvAsync(Table.Of(Run)[1]);
        samples[0].Should().Equal("epoch", "temperature", "replica", "seed_text", "text", "seconds", "node", "checkpoint", "metrics_log_probability", "metrics_entropy");
        samples.Skip(1).Select(line => line[4]).Should().Equal(Run.Samples.Select(line => line.Text));
        samples[1].Should().Equal("1", "0.2", "0", "the river", "plain", "0.25", "vm", "c0ffee", "-1.5", "0.75");
    }

    [Fact]
    public void Every_text_comes_back_from_csv_as_it_was() => Gen.String[Gen.Char["ab ,\"\n\r\t;'=+-@é\0"]].Sample(text =>
    {
        using var stream = new MemoryStream();
        CsvTable.WriteAsync(Table.Of(Of([], Sample(1, 1, 0, text)))[1], stream).IsCompletedSuccessfully.Should().BeTrue();
        Parse(stream.ToArray())[1][4].Should().Be(text);
    });

    [Fact]
    public void Every_number_comes_back_from_csv_as_it_was() => Gen.Double.Sample(number =>
    {
        using var stream = new MemoryStream();
        CsvTable.WriteAsync(Table.Of(Of([Epoch(1, number)]))[0], stream).IsCompletedSuccessfully.Should().BeTrue();
        double.Parse(Parse(stream.ToArray())[1][1]).Should().Be(number);
    });

    [Fact]
    public async Task Parquet_holds_every_value()
    {
        await using var metrics = await ParquetAsync(Table.Of(Run)[0]);
        (await NumbersAsync<int>(metrics, "epoch")).Should().Equal(1, 2, 3);
        (await NumbersAsync<double>(metrics, "loss")).Should().Equal(2.5, double.NaN, double.PositiveInfinity);
        (await MissingAsync(metrics, "validation_loss")).Should().Equal(2.75, null, double.NegativeInfinity);
        (await TextsAsync(metrics, "checkpoint")).Should().Equal("c0ffee", null, "c0ffee");
        metrics.CustomMetadata.Should().Contain("run", Run.Id);

        await using var samples = await ParquetAsync(Table.Of(Run)[1]);
        samples.Schema.Fields.Select(field => field.Name).Should().Equal(Table.Of(Run)[1].Columns.Select(column => column.Name));
        (await TextsAsync(samples, "text")).Should().Equal(Run.Samples.Select(line => line.Text));
        (await NumbersAsync<double>(samples, "metrics_entropy")).Should().Equal(0.75, 0.75, 0.75, 0.75);
    }

    [Fact]
    public async Task A_run_without_an_epoch_gives_tables_without_lines()
    {
        var empty = Of([]);
        (await CsvAsync(Table.Of(empty)[0])).Should().ContainSingle();
        await using var samples = await ParquetAsync(Table.Of(empty)[1]);
        samples.Schema.Fields.Should().HaveCount(10);
        (await TextsAsync(samples, "text")).Should().BeEmpty();
    }

    private static async Task<IReadOnlyList<string[]>> CsvAsync(Table table)
    {
        using var stream = new MemoryStream();
        await CsvTable.WriteAsync(table, stream);
        return Parse(stream.ToArray());
    }

    private static List<string[]> Parse(byte[] content)
    {
        using var reader = CsvReader.Create(content, new CsvReaderOptions { HasHeader = false });
        var lines = new List<string[]>();
        while (reader.Read())
        {
            lines.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        }

        return lines;
    }

    private static async Task<ParquetReader> ParquetAsync(Table table)
    {
        var stream = new MemoryStream();
        await ParquetTable.WriteAsync(table, Run.Id, stream);
        return await ParquetReader.CreateAsync(new MemoryStream(stream.ToArray()));
    }

    private static async Task<T[]> NumbersAsync<T>(ParquetReader reader, string column)
        where T : struct
    {
        using var group = reader.OpenRowGroupReader(0);
        var values = new T[group.RowCount];
        await group.ReadAsync<T>(reader.Schema.FindDataField(column), values);
        return values;
    }

    private static async Task<double?[]> MissingAsync(ParquetReader reader, string column)
    {
        using var group = reader.OpenRowGroupReader(0);
        var values = new double?[group.RowCount];
        await group.ReadAsync<double>(reader.Schema.FindDataField(column), values);
        return values;
    }

    private static async Task<string?[]> TextsAsync(ParquetReader reader, string column)
    {
        using var group = reader.OpenRowGroupReader(0);
        var values = new string?[group.RowCount];
        await group.ReadAsync(reader.Schema.FindDataField(column), values!);
        return values;
    }
}
