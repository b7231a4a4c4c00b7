using System.Text.Json.Nodes;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Training;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

public sealed class ManySamplesTests : RunKit
{
    protected override int? SharedSamplerThreads => 2;

    [Fact]
    public async Task Ten_thousand_texts_of_one_epoch_are_generated_and_written_each_once()
    {
        using var folder = new TemporaryFolder();
        var plan = new RunPlan(Epochs: 1, [.. Enumerable.Range(1, 100).Select(tenth => tenth / 10.0)], Replicas: 100, SampleEvery: 1, MaxRetries: 0, new DivergenceOptions());
        var store = new CheckpointStore(folder["checkpoints"]);
        var (_, notices) = Begin(new FakeTools(), plan, folder: RunFolderActor.Props(folder.Path, store, new CheckpointOptions()));
        var closed = await notices.Closed();

        closed.Status.Should().Be(RunStatus.Completed);
        closed.Samples.Should().HaveCount(10_000);
        var lines = File.ReadLines(folder["samples.jsonl"]).Select(line => JsonNode.Parse(line)!);
        lines.Select(line => new SampleKey((int)line["epoch"]!, (double)line["temperature"]!, (int)line["replica"]!)).Should().Equal(plan.SamplesOf(1));
        ((string?)JsonNode.Parse(await File.ReadAllTextAsync(folder["run.json"], TestContext.Current.CancellationToken))!["status"]).Should().Be("completed");
    }
}
