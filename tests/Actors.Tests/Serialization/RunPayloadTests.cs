using System.Text;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Serialization;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Actors.Tests.Serialization;

public sealed class RunPayloadTests
{
    [Fact]
    public void Whatever_is_written_is_read_again() => AnyEvent.Of.Sample(happened =>
    {
        var payload = RunPayload.Write(happened);
        var read = RunPayload.Read(RunPayload.ManifestOf(happened), payload);
        read.Should().BeOfType(happened.GetType());
        read.Should().BeEquivalentTo(happened, options => options.PreferringRuntimeMemberTypes().ComparingRecordsByMembers().WithStrictOrdering());
        RunPayload.Write(read).Should().Equal(payload);
    });

    [Fact]
    public void A_snapshot_is_read_again() => AnyEvent.Snapshots.Sample(snapshot =>
    {
        var payload = RunPayload.Write(snapshot);
        RunPayload.Write(RunPayload.Read("snapshot-1", payload)).Should().Equal(payload);
    });

    [Fact]
    public void Any_byte_that_changed_is_noticed() => Gen.Select(AnyEvent.Of, Gen.Int[0, int.MaxValue], Gen.Byte[1, 255]).Sample((happened, place, change) =>
    {
        var payload = RunPayload.Write(happened);
        payload[place % payload.Length] ^= change;
        var manifest = RunPayload.ManifestOf(happened);
        RunPayload.IsWhole(manifest, payload).Should().BeFalse();
        FluentActions.Invoking(() => RunPayload.Read(manifest, payload)).Should().Throw<InvalidDataException>().WithMessage($"An entry \"{manifest}\" of the journal was changed*resume the run*");
    });

    [Fact]
    public void An_end_that_is_missing_is_noticed() => Gen.Select(AnyEvent.Of, Gen.Int[0, int.MaxValue]).Sample((happened, length) =>
    {
        var payload = RunPayload.Write(happened);
        RunPayload.IsWhole(RunPayload.ManifestOf(happened), payload.AsSpan(0, length % payload.Length)).Should().BeFalse();
    });

    [Fact]
    public void The_manifest_belongs_to_what_is_checked() =>
        RunPayload.IsWhole("continued-1", RunPayload.Write(new RunPaused(DateTimeOffset.UnixEpoch))).Should().BeFalse();

    [Fact]
    public void A_newer_version_is_named() =>
        FluentActions.Invoking(() => RunPayload.Read("frozen-1", Sealed("frozen-1", "{}")))
            .Should().Throw<OtherVersionException>().WithMessage("*\"frozen-1\", which a newer version of the program wrote*");

    [Theory]
    [InlineData("""{"status":"completed","reason":null,"at":"2026-03-14T15:09:26+00:00","colour":"red"}""")]
    [InlineData("""{"at":"2026-03-14T15:09:26+00:00","reason":null,"status":"completed"}""")]
    public void What_a_newer_version_adds_is_passed_over(string json) =>
        RunPayload.Read("ended-1", Sealed("ended-1", json)).Should().Be(new RunEnded(RunStatus.Completed, null, new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.Zero)));

    [Theory]
    [InlineData("""{"reason":null,"at":"2026-03-14T15:09:26+00:00"}""")]
    [InlineData("""{"status":"completed","at":"2026-03-14T15:09:26+00:00"}""")]
    [InlineData("""{"status":null,"reason":null,"at":"2026-03-14T15:09:26+00:00"}""")]
    [InlineData("""{"status":3,"reason":null,"at":"2026-03-14T15:09:26+00:00"}""")]
    [InlineData("""{"status":"frozen","reason":null,"at":"2026-03-14T15:09:26+00:00"}""")]
    [InlineData("""{"status":"completed","reason":null,"at":"yesterday"}""")]
    [InlineData("null")]
    [InlineData("{")]
    public void What_is_missing_or_of_another_kind_is_refused(string json) =>
        FluentActions.Invoking(() => RunPayload.Read("ended-1", Sealed("ended-1", json))).Should().Throw<OtherVersionException>().WithMessage("*\"ended-1\" as no known version*");

    [Fact]
    public void Something_else_has_no_place_there() =>
        FluentActions.Invoking(() => RunPayload.Write("text")).Should().Throw<ArgumentException>().WithMessage("System.String has no place in a journal*");

    private static byte[] Sealed(string manifest, string json)
    {
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(manifest + json)));
        return Encoding.UTF8.GetBytes($"{json} #{hash[..16]}");
    }
}
