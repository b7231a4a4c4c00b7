using System.Text;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Serialization;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Serialization;

/// <summary>What was written once is read for ever.</summary>
public sealed class GoldenFileTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder).Select(Path.GetFileNameWithoutExtension).OfType<string>()];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_is_read_as_what_it_was_written_from(string manifest) =>
        RunPayload.Read(manifest, Content(manifest)).Should().BeEquivalentTo(
            GoldenValues.ByManifest[manifest], options => options.PreferringRuntimeMemberTypes().ComparingRecordsByMembers().WithStrictOrdering());

    [Theory]
    [MemberData(nameof(Files))]
    public void Todays_writer_writes_the_same_bytes(string manifest) =>
        Encoding.UTF8.GetString(RunPayload.Write(GoldenValues.ByManifest[manifest])).Should().Be(Encoding.UTF8.GetString(Content(manifest)));

    // The files of the folder Later hold what came to an event under its manifest; the older file is still read, and lacks it.
    [Fact]
    public void What_came_to_an_event_later_is_read_and_written_and_may_be_missing()
    {
        var content = Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(Folder, "Later", "started-1.json")).TrimEnd('\n'));
        RunPayload.Read("started-1", content).Should().BeOfType<RunStarted>().Which.Facts.Machine.Should().BeEquivalentTo(GoldenValues.Machine);
        Encoding.UTF8.GetString(RunPayload.Write(GoldenValues.StartedOnMachine)).Should().Be(Encoding.UTF8.GetString(content));
        ((RunStarted)RunPayload.Read("started-1", Content("started-1"))).Facts.Machine.Should().BeNull();

        var before = (RunResumed)RunPayload.Read("resumed-1", Content("resumed-1"));
        (before.IsByHand, before.Owner.SharesSampling).Should().Be((false, false));
        var later = before with { IsByHand = true, Owner = before.Owner with { SharesSampling = true } };
        var resumed = Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(Folder, "Later", "resumed-1.json")).TrimEnd('\n'));
        ((RunResumed)RunPayload.Read("resumed-1", resumed)).Should().BeEquivalentTo(later);
        Encoding.UTF8.GetString(RunPayload.Write(later)).Should().Be(Encoding.UTF8.GetString(resumed));
    }

    [Fact]
    public void Every_event_has_a_file()
    {
        var events = typeof(IRunEvent).Assembly.GetTypes().Where(type => type.IsClass && (type.IsAssignableTo(typeof(IRunEvent)) || type.IsAssignableTo(typeof(IBatchEvent))));
        var covered = Files.Select(row => RunPayload.TypesByManifest[row.Data]).ToList();
        covered.Should().BeEquivalentTo([.. events, typeof(RunSnapshot)]);
        covered.Should().BeEquivalentTo(RunPayload.TypesByManifest.Values);
    }

    // An editor may have put a line end there.
    private static byte[] Content(string manifest) => Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(Folder, $"{manifest}.json")).TrimEnd('\n'));
}
