using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Tests.Reports;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Runs;

public sealed class BatchStoreTests : IDisposable
{
    private const string Run = "20260314-150926-aaaa";
    private const string Batch = "20260314-150925-zzzz";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_batch_goes_before_runs_of_its_name()
    {
        new ToldRun(Run, "rates").Write(folder);
        ToldRun.WriteBatch(folder, Batch, "rates");
        Store().Find("rates")!.Id.Should().Be(Batch);
    }

    [Fact]
    public void The_whole_id_and_the_folder_of_a_run_are_never_a_batch()
    {
        new ToldRun(Run, "run").Write(folder);
        ToldRun.WriteBatch(folder, Batch, Run);
        ToldRun.WriteBatch(folder, "20260314-150925-yyyy", $"runs/{Run}");
        Store().Find(Run).Should().BeNull();
        Store().Find($"runs/{Run}").Should().BeNull();
        Store().Find(Batch)!.Id.Should().Be(Batch);
        Store().Find(Batch[..^2])!.Id.Should().Be(Batch);
    }

    [Fact]
    public void The_pages_of_the_batches_are_read_once_for_all_names()
    {
        ToldRun.WriteBatch(folder, Batch, "rates");
        var store = Store();
        store.Find("nothing").Should().BeNull();
        File.Delete(folder["runs", "batches", Batch, "batch.json"]);
        store.Find("rates")!.Id.Should().Be(Batch);
    }

    private BatchStore Store() => new(new RunStore("runs", folder.Path));
}
