using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>A sweep that something happens to ends as one that nothing happened to.</summary>
public sealed class SweepTests : IAsyncLifetime
{
    private static readonly string[] Long = ["--set", "sampling.length=3000", "--set", "sampling.replicas=20", "--set", "sweep.epochs=[1, 3]"];

    private readonly TrainedSource source = new();

    public ValueTask InitializeAsync() => source.InitializeAsync();

    public ValueTask DisposeAsync() => source.DisposeAsync();

    [Fact]
    [Trait("Case", "R1")]
    public async Task A_sweep_that_was_killed_generates_what_is_missing_and_ends_byte_for_byte_the_same()
    {
        var reference = RunImage.Of((await source.SweepAsync("durable", Long)).Folder);
        var sweep = await KilledAsync("durable");
        var recorded = (await RecordedEvents.ReadAsync(new PersistenceOptions(), sweep)).State;
        recorded.Samples.Count.Should().BeInRange(1, 119);

        var resumed = await ActorLstmProcess.RunAsync("resume", sweep, "--json");

        resumed.MustBe(0);
        resumed.Error.Should().Contain($"resumed, {recorded.MissingSamples.Count} sample");
        resumed.Output.Split('\n').Count(line => line.Contains("\"event\":\"sample\"", StringComparison.Ordinal)).Should().Be(recorded.MissingSamples.Count);
        RunImage.Of(sweep).DifferencesFrom(reference).Should().BeEmpty();
    }

    [Fact]
    [Trait("Case", "R3")]
    public async Task A_checkpoint_that_a_killed_sweep_lacks_is_taken_from_its_run_again()
    {
        var reference = RunImage.Of((await source.SweepAsync("durable", Long)).Folder);
        var sweep = await KilledAsync("durable");
        await DamageAsync(sweep);

        (await ActorLstmProcess.RunAsync("resume", sweep)).MustBe(0);

        RunImage.Of(sweep).DifferencesFrom(reference).Should().BeEmpty();
    }

    [Fact]
    [Trait("Case", "R3")]
    public async Task Without_its_run_a_sweep_goes_on_unless_it_lacks_a_checkpoint_and_then_says_so()
    {
        var sweep = await KilledAsync("orphan");
        var weights = await DamageAsync(sweep);
        (await ActorLstmProcess.RunAsync("remove", source.Id, "--runs", source.Runs)).MustBe(0);

        var refused = await ActorLstmProcess.RunAsync("resume", sweep);
        refused.MustBe(2);
        refused.Error.Should().Contain("model.safetensors").And.Contain($"It cannot be taken from the run {source.Id} again: It is not there any more");

        var content = await File.ReadAllBytesAsync(weights, TestContext.Current.CancellationToken);
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(weights, content, TestContext.Current.CancellationToken);
        (await ActorLstmProcess.RunAsync("resume", sweep)).MustBe(0);
    }

    [Fact]
    public async Task A_damaged_checkpoint_of_the_run_is_refused_by_its_file_and_leaves_no_folder()
    {
        await DamageAsync(source.Run.Folder);
        (await source.RefusalAsync("--set", "sweep.epochs=[3]")).Should().Contain("model.safetensors").And.Contain("sha256");
        (await source.RefusalAsync("--set", "sweep.epochs=all")).Should().Contain("model.safetensors");
        Directory.Delete(Path.Combine(source.Run.Folder, "checkpoints"), recursive: true);
        (await source.RefusalAsync()).Should().Contain($"sweep.run: the run {source.Id} in {source.Run.Folder} has no checkpoint to generate texts from: they were removed.");
        (await ActorLstmProcess.RunAsync("sample", source.Id, "--runs", source.Runs)).Error.Should().Contain($"The run in {source.Run.Folder} has no checkpoint to generate texts from: they were removed.");
    }

    [Fact]
    public async Task The_best_epoch_is_refused_once_its_checkpoint_was_removed_with_the_best_that_is_there()
    {
        var losses = source.Run.Metrics.ToDictionary(line => (int)line["epoch"]!, line => (double)line["validation_loss"]!);
        var ranked = losses.OrderBy(epoch => epoch.Value).Select(epoch => epoch.Key).ToList();
        Directory.Delete(Directory.GetDirectories(Path.Combine(source.Run.Folder, "checkpoints"), $"epoch-{ranked[0]:D4}-*").Single(), recursive: true);
        (await source.RefusalAsync("--set", "sweep.epochs=best")).Should().Contain(
            $"the best epoch of the run {source.Id} is {ranked[0]}, with a loss of {losses[ranked[0]]:F4}, and its checkpoint was removed. Name another; the best that is there: sweep.epochs = [{ranked[1]}].");
    }

    private async Task<string> KilledAsync(string name)
    {
        var before = Directory.GetDirectories(source.Runs);
        using var process = ActorLstmProcess.Start(source.Arguments(name, [.. Long, "--json"]));
        await process.OutputHas("\"event\":\"sample\"");
        process.Kill();
        (await process.WaitAsync()).MustBe(ProcessResult.Killed);
        return Directory.GetDirectories(source.Runs).Except(before).Single();
    }

    // The last checkpoint: texts of it are due as long as any are.
    private static async Task<string> DamageAsync(string run)
    {
        var weights = Path.Combine(Directory.GetDirectories(Path.Combine(run, "checkpoints"), "epoch-0003-*").Single(), "model.safetensors");
        var content = await File.ReadAllBytesAsync(weights, TestContext.Current.CancellationToken);
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(weights, content, TestContext.Current.CancellationToken);
        return weights;
    }
}
