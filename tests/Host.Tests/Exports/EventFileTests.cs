using System.Text;
using ActorLstm.Host.Exports;
using ActorLstm.Model;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using CsCheck;
using Tensorboard;
using Xunit;
using static ActorLstm.Host.Tests.Exports.ExportedRuns;

namespace ActorLstm.Host.Tests.Exports;

public sealed class EventFileTests
{
    [Fact]
    public void The_reader_of_these_tests_knows_the_checksum_of_the_standard() =>
        EventFileReader.Crc("123456789"u8).Should().Be(0xe3069283);

    [Fact]
    public async Task It_begins_with_the_bytes_that_every_event_file_begins_with()
    {
        var content = await WriteAsync(Of([]));
        content.Take(13).Should().Equal(0x18, 0, 0, 0, 0, 0, 0, 0, 0xa3, 0x7f, 0x4b, 0x22, 0x09);
        EventFileReader.Read(content).Should().ContainSingle().Which.FileVersion.Should().Be("brain.Event:2");
    }

    [Fact]
    public async Task Losses_and_rates_stand_at_their_epochs()
    {
        var events = EventFileReader.Read(await WriteAsync(Of([Epoch(1, 2.5, 2.75), Epoch(2, 2.25, 2.5)])));
        Numbers(events, "loss/train").Should().Equal((1, 2.5f), (2, 2.25f));
        Numbers(events, "loss/validation").Should().Equal((1, 2.75f), (2, 2.5f));
        Numbers(events, "learning_rate").Should().Equal((1, 0.01f), (2, 0.01f));
        Numbers(events, "sequences_per_second").Should().Equal((1, 1000f), (2, 1000f));
    }

    [Fact]
    public async Task A_run_without_a_validation_part_has_no_such_loss() =>
        EventFileReader.Read(await WriteAsync(Of([Epoch(1, 2.5)]))).Of("loss/validation").Should().BeEmpty();

    [Fact]
    public async Task Losses_that_are_no_numbers_survive()
    {
        var events = EventFileReader.Read(await WriteAsync(Of([Epoch(1, double.NaN), Epoch(2, double.PositiveInfinity), Epoch(3, double.NegativeInfinity, double.NaN)])));
        Numbers(events, "loss/train").Should().Equal((1, float.NaN), (2, float.PositiveInfinity), (3, float.NegativeInfinity));
        Numbers(events, "loss/validation").Should().Equal((3, float.NaN));
    }

    [Fact]
    public async Task Its_times_are_those_of_the_run()
    {
        var start = Start.ToUnixTimeSeconds();
        EventFileReader.Read(await WriteAsync(Of([Epoch(1, 2), Epoch(2, 1)]))).Select(happened => happened.WallTime).Should().Equal(start, start + 2.5, start + 5);
    }

    [Fact]
    public async Task The_texts_of_a_temperature_are_rows_that_the_text_plugin_shows()
    {
        var events = EventFileReader.Read(await WriteAsync(Of(
            [Epoch(1, 2), Epoch(2, 1)],
            Sample(1, 0.5, 0, "one"),
            Sample(1, 0.5, 1, "two *bold*\n  lines"),
            Sample(1, 1.2, 0, "three"),
            Sample(2, 0.5, 0, "four"))));
        Texts(events, "samples/temperature_0.5").Should().BeEquivalentTo([(1, ["one", "two *bold*\n  lines"]), (2L, (string[])["four"])]);
        Texts(events, "samples/temperature_1.2").Should().BeEquivalentTo([(1L, (string[])["three"])]);
        Texts(events, "samples/seed_text").Should().BeEquivalentTo([(1, ["the river"]), (2L, (string[])["the river"])]);
        events.Of("samples/temperature_0.5").Should().OnlyContain(at =>
            at.Value.Metadata.PluginData.PluginName == "text" && at.Value.Metadata.DataClass == DataClass.Tensor && at.Value.Tensor.Dtype == DataType.DtString
            && at.Value.Tensor.TensorShape.Dim.Single().Size == at.Value.Tensor.StringVal.Count);
    }

    [Fact]
    public async Task The_texts_of_a_sweep_which_trains_no_epoch_stand_at_the_epochs_of_its_checkpoints()
    {
        var events = EventFileReader.Read(await WriteAsync(Of([], Sample(3, 0.5, 0, "three"), Sample(5, 0.5, 0, "five"))));
        Texts(events, "samples/temperature_0.5").Should().BeEquivalentTo([(3L, (string[])["three"]), (5L, (string[])["five"])]);
        events.Skip(1).SelectMany(happened => happened.Summary.Value).Should().OnlyContain(value => value.Tag.StartsWith("samples/"));
    }

    [Fact]
    public async Task Each_of_several_seed_texts_has_texts_of_its_own()
    {
        var events = EventFileReader.Read(await WriteAsync(Of(
            [Epoch(1, 2), Epoch(2, 1)],
            Sample(1, 0.5, 1, "two", "a stone"),
            Sample(2, 0.5, 0, "one again"),
            Sample(2, 0.5, 1, "two again", "a stone"))));
        Texts(events, "samples/seed_text_1").Should().BeEquivalentTo([(2L, (string[])["the river"])]);
        Texts(events, "samples/seed_text_2").Should().BeEquivalentTo([(1L, (string[])["a stone"]), (2L, (string[])["a stone"])]);
        Texts(events, "samples/temperature_0.5/seed_text_1").Should().BeEquivalentTo([(2L, (string[])["one again"])]);
        Texts(events, "samples/temperature_0.5/seed_text_2").Should().BeEquivalentTo([(1L, (string[])["two"]), (2L, (string[])["two again"])]);
        events.Of("samples/temperature_0.5").Should().BeEmpty();
    }

    [Fact]
    public void No_text_ends_its_fence() => Gen.String[Gen.Char["~~~\na`"]].Sample(text =>
    {
        using var stream = new MemoryStream();
        EventFile.WriteAsync(Of([Epoch(1, 2)], Sample(1, 1, 0, text)), stream).IsCompletedSuccessfully.Should().BeTrue();
        var lines = EventFileReader.Read(stream.ToArray()).Of("samples/temperature_1")[0].Value.Tensor.StringVal[0].ToStringUtf8().Split('\n');
        string.Join('\n', lines[1..^1]).Should().Be(text);
        lines[0].Should().Be(lines[^1]).And.MatchRegex("^~{3,}$");
        lines[1..^1].Should().NotContain(line => line.StartsWith(lines[0], StringComparison.Ordinal));
    });

    [Fact]
    public void A_folder_with_events_of_something_else_is_refused()
    {
        using var folder = new TemporaryFolder();
        EventFile.RequireAlone(folder["nowhere"], Of([]));
        EventFile.RequireAlone(folder.Path, Of([]));
        folder.Write(EventFile.NameOf(Of([])), "");
        EventFile.RequireAlone(folder.Path, Of([]));
        folder.Write("events.out.tfevents.1.host", "");
        FluentActions.Invoking(() => EventFile.RequireAlone(folder.Path, Of([]))).Should().Throw<InvalidInputException>().WithMessage("*events.out.tfevents.1.host*--output*");
    }

    private static async Task<byte[]> WriteAsync(ExportedRun run)
    {
        using var stream = new MemoryStream();
        await EventFile.WriteAsync(run, stream);
        return stream.ToArray();
    }

    private static IEnumerable<(long, float)> Numbers(IEnumerable<Event> events, string tag) => events.Of(tag).Select(at => (at.Step, at.Value.SimpleValue));

    private static IEnumerable<(long Step, string[] Texts)> Texts(IEnumerable<Event> events, string tag) => events.Of(tag).Select(at =>
        (at.Step, at.Value.Tensor.StringVal.Select(text => Encoding.UTF8.GetString(text.Span)["~~~\n".Length..^"\n~~~".Length]).ToArray()));
}
