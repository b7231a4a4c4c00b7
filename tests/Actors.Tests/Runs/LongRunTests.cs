using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Training;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Runs;

/// <summary>
/// What is done for each epoch of a run is counted in bytes that it allocates: these are the same at every run of a test, and lists that are
/// copied or gone through for each epoch show in them.
/// </summary>
[Trait("Case", "F3")]
public sealed class LongRunTests : IDisposable
{
    private const int Epochs = 2000;

    private static readonly CheckpointOptions LastTwo = new() { KeepLast = 2 };
    private static readonly RunPlan Plan = TestRuns.Plan with
    {
        Epochs = Epochs + 1, Temperatures = [0.5], Replicas = 1, EarlyStopping = Epochs, Divergence = new DivergenceOptions { Policy = DivergencePolicy.Rollback },
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Deciding_on_an_epoch_costs_the_same_whatever_its_number()
    {
        var costs = Costs(state => Next(state));
        costs.Late.Should().BeLessThan(3 * costs.Early, "only the depth of a tree grows");
    }

    // An earlier epoch gets the best validation loss: code that looks through all epochs would find it.
    [Fact]
    public void Describing_a_run_looks_at_no_epoch_before_the_last()
    {
        var state = After(20);
        var changed = state with { Epochs = state.Epochs.SetItem(3, state.Epochs[3] with { Loss = 0.1 }) };
        RunDocument.Of(changed).BestLoss.Should().Be(RunDocument.Of(state).BestLoss);
        MemberResult.Of(changed).Should().Be(MemberResult.Of(state));
        changed.BestEpoch!.Epoch.Should().Be(20);
    }

    [Fact]
    public void Choosing_the_checkpoints_that_may_go_costs_the_same_whatever_the_number_of_epochs()
    {
        var costs = Costs(state => Retention.Unneeded(state, LastTwo, [state.Epochs.Count - 3, state.Epochs.Count - 2, state.Epochs.Count]).Count().Should().Be(2));
        costs.Late.Should().BeLessThan(costs.Early + 500);
    }

    [Fact]
    public void Writing_an_epoch_costs_the_same_whatever_its_number()
    {
        Directory.CreateDirectory(folder["early"]);
        Directory.CreateDirectory(folder["late"]);
        using var early = new RunFolder(folder["early"]);
        using var late = new RunFolder(folder["late"]);
        var (first, last) = (After(20), After(Epochs));
        var (afterFirst, afterLast) = (Next(first), Next(last));
        early.Update(first);
        late.Update(last);
        var cost = Bytes(() => early.Update(afterFirst));
        Bytes(() => late.Update(afterLast)).Should().BeLessThan(cost + 4000);
    }

    private static (long Early, long Late) Costs(Action<RunState> work)
    {
        var (early, late) = (After(20), After(Epochs));
        work(early); // What is made once is not counted.
        return (Bytes(() => work(early)), Bytes(() => work(late)));
    }

    private static long Bytes(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static RunState After(int epochs) =>
        Enumerable.Range(1, epochs).Aggregate(StateBuilder.Begun(Plan), (state, epoch) => state.Epoch(epoch, 1 + 1.0 / epoch).Texts(epoch));

    private static RunState Next(RunState state)
    {
        var epoch = state.Epochs.Count + 1;
        var progress = new SliceProgress(epoch, 10, 10, 976, 1, 2, 0.01, 1, null) { ValidationLoss = null };
        var trained = state.Decide(new RecordEpoch(progress, new WrittenCheckpoint(FakeTools.Checkpoint(epoch), FakeTools.SeedText(epoch))), StateBuilder.At);
        var next = trained.Aggregate(state, (run, happened) => run.Apply(happened));
        next.Epochs.Count.Should().Be(epoch);
        next.NeedsTraining.Should().Be(epoch < Plan.Epochs);
        next.NewestEpoch!.Epoch.Should().Be(epoch);
        return next;
    }
}
