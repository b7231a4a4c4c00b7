using System.Runtime.Serialization;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Serialization;
using ActorLstm.Actors.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Serialization;

public sealed class RunSerializationTests : RunKit
{
    [Fact]
    public void Every_event_and_the_snapshot_have_the_serializer_and_its_number()
    {
        foreach (var value in GoldenValues.ByManifest.Values)
        {
            Sys.Serialization.FindSerializerFor(value).Should().BeOfType<RunSerializer>().Which.Identifier.Should().Be(7190);
        }
    }

    [Fact]
    public void What_nobody_bound_is_refused() =>
        FluentActions.Invoking(() => Sys.Serialization.FindSerializerFor(new Version(1, 0))).Should().Throw<SerializationException>();

    [Fact]
    public void What_akka_s_serializer_of_any_object_wrote_is_not_read() =>
        FluentActions.Invoking(() => Sys.Serialization.Deserialize("""{"OriginalPath":"x"}"""u8.ToArray(), RefusedSerializer.Id, typeof(FileInfo).AssemblyQualifiedName))
            .Should().Throw<SerializationException>().WithMessage("*System.IO.FileInfo is not read*");

    [Fact]
    public void A_snapshot_goes_through_it()
    {
        var serializer = Sys.Serialization.FindSerializerFor(GoldenValues.ByManifest["snapshot-1"]);
        var read = Sys.Serialization.Deserialize(serializer.ToBinary(GoldenValues.ByManifest["snapshot-1"]), serializer.Identifier, "snapshot-1");
        ((RunSnapshot)read).ToState().Epochs.Should().ContainKey(1);
    }
}
