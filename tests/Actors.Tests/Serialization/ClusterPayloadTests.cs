using System.Text;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Serialization;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Serialization;

/// <summary>What nodes of one version say is understood by those of every later one.</summary>
public sealed class ClusterPayloadTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "Cluster");

    private static readonly CheckpointRef First = new(new string('1', 64), 820_123, 1);

    private static readonly SampleJob Job = new(new SampleKey(1, 0.2, 0), First, "the seed\n");

    private static readonly SampleOrder Order = new(
        "20260314-150926-k3xp", -9_223_372_036_854_775_808, new SamplingOptions { Temperatures = [0.2, 1e-300], Length = 9, Replicas = 2, Context = SamplingContext.Carry, TopK = 3, TopP = 0.5 }, [Job]);

    private static readonly Dictionary<string, object> ByManifest = new()
    {
        ["order-texts-1"] = new OrderTexts(Order),
        ["sampler-ready-1"] = new SamplerReady(41),
        ["generate-texts-1"] = new GenerateTexts(42, Order),
        ["forget-texts-1"] = new ForgetTexts(42),
        ["texts-failed-1"] = new TextsFailed("out of memory"),
        ["texts-returned-1"] = new TextsReturned("node1 cannot be reached"),
        ["sample-advanced-1"] = SampleAdvanced.Instance,
        ["sample-finished-1"] = new SampleFinished(Job, new FinishedText("grew \u0001 \"so\" ж", new SampleMeasures(-1.5, double.PositiveInfinity), 0.75, "here")),
        ["checkpoint-unusable-1"] = new CheckpointUnusable(First, "weights.safetensors is missing"),
        ["send-checkpoint-file-1"] = new SendCheckpointFile(First, "model.safetensors"),
        ["get-sample-queue-1"] = new GetSampleQueue(),
        ["sample-queue-1"] = new SampleQueueView(3, 2, 1),
        ["keep-run-1"] = new KeepRun(
            new RunAssignment("20260314-150926-k3xp", "node1.example:4053#-7/2", "actorlstm {\n}\n", new BatchFacts("20260314-150900-abcd", "six", 3, new Dictionary<string, string> { ["model.hidden"] = "64" }), 4, 2, "stopped"),
            new RunOrder(7, RunOrderKind.Limit, 8)),
        ["run-stands-1"] = new RunStands("20260314-150926-k3xp", "node1.example:4053", 42),
        ["run-advanced-1"] = new RunAdvanced("20260314-150926-k3xp", new SliceProgress(2, 3, 4, 384, double.NaN, 1.5, 0.01, 2.25, "the loss is no number") { ValidationLoss = 1.75, IsValidating = true }),
        ["run-delayed-1"] = new RunDelayed("20260314-150926-k3xp", "node1.example:4053", "the journal is away"),
        ["run-left-1"] = new RunLeft("20260314-150926-k3xp", 43, "run.json cannot be written"),
        ["run-refused-1"] = new RunRefused("20260314-150926-k3xp", "the corpus is gone"),
        ["node-stands-1"] = new NodeStands("node1.example:4053", -7, ["trainer", "sampler"], 2, 4, "1.0.0"),
    };

    public static TheoryData<string> Manifests => [.. ClusterPayload.TypesByManifest.Keys];

    [Fact]
    public void What_came_to_a_message_later_is_read_and_may_be_missing()
    {
        var before = (KeepRun)ClusterPayload.Read("keep-run-1", Content("keep-run-1"));
        before.Since.Should().BeNull();
        ClusterPayload.Read("keep-run-1", ClusterPayload.Write(before with { Since = 17 })).Should().BeOfType<KeepRun>().Which.Since.Should().Be(17);
        before.Assignment.IsByHand.Should().BeFalse();
        ClusterPayload.Read("keep-run-1", ClusterPayload.Write(before with { Assignment = before.Assignment with { IsByHand = true } }))
            .Should().BeOfType<KeepRun>().Which.Assignment.IsByHand.Should().BeTrue();
        var node = (NodeStands)ClusterPayload.Read("node-stands-1", Content("node-stands-1"));
        (node.Commit, node.Tree).Should().Be((null, null));
        ClusterPayload.Read("node-stands-1", ClusterPayload.Write(node with { Commit = "0123abcd", Tree = "clean" }))
            .Should().BeOfType<NodeStands>().Which.Should().BeEquivalentTo(node with { Commit = "0123abcd", Tree = "clean" });
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_message_is_read_as_what_it_was_written_from(string manifest)
    {
        var read = ClusterPayload.Read(manifest, Content(manifest));

        read.Should().BeOfType(ByManifest[manifest].GetType());
        ClusterPayload.Write(read).Should().Equal(Content(manifest));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Todays_writer_writes_the_same_bytes(string manifest) =>
        Encoding.UTF8.GetString(ClusterPayload.Write(ByManifest[manifest])).Should().Be(Encoding.UTF8.GetString(Content(manifest)));

    [Fact]
    public void Every_message_between_nodes_has_a_manifest() =>
        ClusterPayload.TypesByManifest.Values.Should().BeEquivalentTo(typeof(IClusterMessage).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IClusterMessage))));

    [Theory]
    [InlineData("order-texts-2", "{}", "*only a newer version*")]
    [InlineData("sampler-ready-1", "{}", "*no known version*")]
    [InlineData("sampler-ready-1", "null", "*no known version*")]
    [InlineData("sampler-ready-1", "\u0000", "*no known version*")]
    public void What_no_version_writes_is_refused_by_its_name(string manifest, string payload, string message) =>
        FluentActions.Invoking(() => ClusterPayload.Read(manifest, Encoding.UTF8.GetBytes(payload))).Should().Throw<OtherVersionException>().WithMessage(message).WithMessage($"*\"{manifest}\"*");

    [Fact]
    public void What_belongs_to_one_process_is_sent_to_no_other() =>
        FluentActions.Invoking(() => ClusterPayload.Write(new RunView(RunState.Initial, null))).Should().Throw<ArgumentException>().WithMessage("*is sent to no other node*");

    private static byte[] Content(string manifest) => Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(Folder, $"{manifest}.json")).TrimEnd('\n'));
}
