using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Exports;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

public sealed class ExportTests(SampleTests.TrainedRun trained) : IClassFixture<SampleTests.TrainedRun>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Safetensors_are_the_file_of_the_checkpoint()
    {
        foreach (var epoch in new[] { 1, 2 })
        {
            (await Export("--epoch", $"{epoch}", "--output", "weights.safetensors", "--overwrite")).MustBe(0);
            (await Bytes("weights.safetensors")).Should().Equal(await File.ReadAllBytesAsync(WeightsOf(epoch), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_state_dict_holds_the_weights_uncompressed_and_in_their_order()
    {
        (await Export("--format", "pytorch", "--output", "one.pt")).MustBe(0);
        (await Export("--format", "pytorch", "--output", "other.pt")).MustBe(0);
        (await Bytes("one.pt")).Should().Equal(await Bytes("other.pt"), "no time is in it");

        await using var archive = await ZipFile.OpenReadAsync(folder["one.pt"], TestContext.Current.CancellationToken);
        archive.Entries.Should().OnlyContain(entry => entry.CompressedLength == entry.Length);
        var weights = Safetensors.Read(await File.ReadAllBytesAsync(WeightsOf(2), TestContext.Current.CancellationToken));
        for (var i = 0; i < weights.Count; i++)
        {
            Content(archive, $"model/data/{i}").Should().Equal(MemoryMarshal.AsBytes(weights[i].Values.AsSpan()).ToArray());
        }

        var pickle = System.Text.Encoding.Latin1.GetString(Content(archive, "model/data.pkl"));
        weights.Select(weight => pickle.IndexOf(weight.Name, StringComparison.Ordinal)).Should().BeInAscendingOrder().And.NotContain(-1);
    }

    [Fact]
    public async Task An_event_file_holds_every_epoch_and_text()
    {
        (await Export("--format", "tensorboard", "--output", "events")).MustBe(0);
        var events = EventFileReader.Read(await File.ReadAllBytesAsync(Directory.EnumerateFiles(folder["events"]).Should().ContainSingle().Subject, TestContext.Current.CancellationToken));
        events.Of("loss/train").Select(at => (at.Step, at.Value.SimpleValue)).Should().Equal(trained.Run.Metrics.Select(line => ((long)line["epoch"]!, (float)(double)line["loss"]!)));
        events.SelectMany(happened => happened.Summary?.Value ?? []).Where(value => value.Tag.StartsWith("samples/temperature_", StringComparison.Ordinal))
            .SelectMany(value => value.Tensor.StringVal).Select(text => text.ToStringUtf8().Trim('~').Trim('\n'))
            .Should().BeEquivalentTo(trained.Run.Samples.Select(line => ((string)line["text"]!).Trim('\n')));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task Tables_lie_in_a_folder_of_their_own(string format)
    {
        var export = await Export("--format", format, "--json");
        export.MustBe(0);
        var run = Path.GetFileName(trained.Run.Folder);
        Lines(export).Select(line => (string)line["path"]!).Should().Equal(
            folder[$"{run}-{format}", $"metrics.{format}"], folder[$"{run}-{format}", $"samples.{format}"]);
        Lines(export).Should().OnlyContain(line => (long)line["bytes"]! == new FileInfo((string)line["path"]!).Length);
    }

    [Fact]
    public async Task The_logits_are_those_that_the_likeliest_character_is_drawn_by()
    {
        var said = Lines(await Export("--format", "logits", "--text", "THE Stone")).Should().ContainSingle().Subject;
        ((string?)said["text"]).Should().Be("the stone");
        var logits = said["logits"]!.AsArray().Select(logit => (float)logit!).ToList();
        var alphabet = (string)said["alphabet"]!;
        logits.Should().HaveCount(alphabet.Length);
        var sample = Lines(await ActorLstmProcess.RunAsync("sample", trained.Run.Folder, "--seed-text", "the stone", "--temperature", "0", "--length", "1", "--count", "1", "--json"));
        ((string?)sample[0]["text"]).Should().Be($"{alphabet[logits.IndexOf(logits.Max())]}");
    }

    [Fact]
    public async Task A_file_that_is_there_is_kept_unless_it_shall_be_replaced()
    {
        folder.Write("mine.safetensors", "mine");
        var refused = await Export("--output", "mine.safetensors");
        refused.MustBe(2);
        refused.Error.Should().Contain("is there already").And.Contain("--overwrite");
        (await Bytes("mine.safetensors")).Should().Equal("mine"u8.ToArray());
        (await Export("--output", "mine.safetensors", "--overwrite")).MustBe(0);
        Safetensors.Read(await Bytes("mine.safetensors")).Should().NotBeEmpty();

        folder.Write("tables/samples.csv", "mine");
        (await Export("--format", "csv", "--output", "tables")).MustBe(2);
        Directory.EnumerateFileSystemEntries(folder["tables"]).Should().ContainSingle("nothing is written where something is refused");
    }

    [Fact]
    public async Task Where_the_output_is_a_folder_the_file_has_the_name_of_the_run_and_the_epoch()
    {
        Directory.CreateDirectory(folder["there"]);
        var export = await Export("--output", "there");
        export.Output.Should().Be(Path.Combine("there", $"{Path.GetFileName(trained.Run.Folder)}-epoch-0002.safetensors") + $", {new FileInfo(WeightsOf(2)).Length:N0} bytes\n");
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_refused_and_nothing_is_left_behind()
    {
        folder.Write("file", "");
        var export = await Export("--output", Path.Combine("file", "weights.safetensors"));
        export.MustBe(2);
        export.Error.Should().Contain("cannot be written").And.Contain("--output");
        Directory.EnumerateFileSystemEntries(folder.Path).Should().ContainSingle();
    }

    [Theory]
    [InlineData("--format onnx: wants one of tensorboard, pytorch, safetensors, parquet, csv, logits.", "--format", "onnx")]
    [InlineData("no checkpoint of epoch 9; there are those of 1, 2", "--epoch", "9")]
    [InlineData("leave --epoch out", "--format", "csv", "--epoch", "1")]
    [InlineData("--text belongs to --format logits", "--text", "the")]
    [InlineData("--format logits wants --text", "--format", "logits")]
    [InlineData("leave --output and --overwrite out", "--format", "logits", "--text", "the", "--output", "x")]
    [InlineData("--text wants a value, and the one that is given is empty", "--format", "logits", "--text", "")]
    [InlineData("'ö' (U+00F6) at position 2 is not in the alphabet of the corpus. Leave it out.", "--format", "logits", "--text", "stöne")]
    public async Task Options_that_do_not_fit_are_refused(string message, params string[] options)
    {
        var export = await Export(options);
        export.MustBe(2);
        export.Error.Should().Contain(message);
        export.Output.Should().BeEmpty();
        Directory.EnumerateFileSystemEntries(folder.Path).Should().BeEmpty();
    }

    private string WeightsOf(int epoch) =>
        Directory.EnumerateFiles(Path.Combine(trained.Run.Folder, "checkpoints"), "model.safetensors", SearchOption.AllDirectories).Single(path => path.Contains($"epoch-{epoch:D4}", StringComparison.Ordinal));

    private Task<byte[]> Bytes(string file) => File.ReadAllBytesAsync(folder[file], TestContext.Current.CancellationToken);

    private Task<ProcessResult> Export(params string[] options) =>
        ActorLstmProcess.RunAsync(["export", trained.Run.Folder, .. options], environment: null, folder.Path);

    private static byte[] Content(ZipArchive archive, string entry)
    {
        using var content = new MemoryStream();
        using var stream = archive.GetEntry(entry)!.Open();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static IReadOnlyList<JsonNode> Lines(ProcessResult process)
    {
        process.MustBe(0);
        return [.. process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }
}
