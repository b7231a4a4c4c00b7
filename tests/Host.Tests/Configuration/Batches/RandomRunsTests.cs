using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Host.Tests.Configuration.Batches;

/// <summary>Runs that are drawn at random are as many as were asked for, or it is said why not.</summary>
[Trait("Case", "F16")]
public sealed class RandomRunsTests
{
    private const string Four = "model.hidden = [16, 32], training.batch-size = [32, 64]";

    [Fact]
    public void As_many_runs_as_there_are_combinations_are_all_of_them() => Gen.Int.Sample(seed =>
        Loading.Runs(Of(4, seed, Four)).Should().BeEquivalentTo(Loading.Runs("batch.matrix { " + Four + " }")), iter: 30);

    [Fact]
    public void More_runs_leave_those_before_them_as_they_are() => Gen.Int.Sample(seed =>
    {
        var all = Loading.Runs(Of(4, seed, Four));
        for (var count = 1; count < 4; count++)
        {
            Loading.Runs(Of(count, seed, Four)).Should().Equal(all.Take(count));
        }
    }, iter: 30);

    [Theory]
    [InlineData(Four, 5, "draws 5 runs (batch.random.count), and batch.random.ranges have 4 combinations: lower the count to that, or give more values")]
    [InlineData("training.learning-rate = { from = 0.1, to = 0.1002 }", 4, "draws 4 runs (batch.random.count), and batch.random.ranges have 3 combinations")]
    [InlineData("model.hidden = { from = 3, to = 6 }", 5, "have 4 combinations")]
    [InlineData("model.hidden = { from = 1, to = 8, scale = log }", 9, "have 8 combinations")]
    [InlineData("model.dropout = { from = 0.1, to = 0.3, step = 0.1 }", 4, "have 3 combinations")]
    [InlineData("training.learning-rate = [0.1, 1e-1]", 2, "have 1 combination: ")]
    public void Fewer_combinations_than_runs_are_refused_with_both_numbers(string ranges, int count, string message) =>
        Errors(Of(count, 1, ranges)).Should().ContainSingle().Which.Should().Contain(message);

    [Theory]
    [InlineData("training.learning-rate = { from = 0.1, to = 0.1002 }", 3)]
    [InlineData("model.hidden = { from = 3, to = 6 }", 4)]
    [InlineData("model.hidden = { from = 1, to = 200, scale = log }", 200)]
    [InlineData("model.dropout = { from = 0.1, to = 0.3, step = 0.1 }", 3)]
    [InlineData("training.learning-rate = { from = 0.0001, to = 1.0, scale = log }", 3000)]
    [InlineData("model.hidden = [64]", 1)]
    public void Numbers_that_are_rounded_to_one_are_drawn_again(string ranges, int count) =>
        Loading.Batch(Of(count, 1, ranges)).Runs.Select(run => run.Settings.Values.Single()).Should().HaveCount(count).And.OnlyHaveUniqueItems();

    [Fact]
    public void What_is_left_out_or_given_beside_is_not_drawn()
    {
        Loading.Batch(Of(2, 1, Four) + ", batch.exclude = [{ model.hidden = 16 }]").Runs.Should().HaveCount(2);
        Loading.Batch(Of(3, 1, Four) + ", batch.include = [{ training.batch-size = 64, model.hidden = 16 }]").Runs.Should().HaveCount(4);
        Errors(Of(3, 1, Four) + ", batch.exclude = [{ model.hidden = 16 }]").Should().ContainSingle().Which
            .Should().Contain("draws 3 runs (batch.random.count), and 2 different ones were found in batch.random.ranges beside those of include and exclude");
    }

    [Theory]
    [InlineData("matrix { training.learning-rate = [0.1, 1e-1] }", "has the value 0.1 of training.learning-rate twice, as 0.1 and 1e-1")]
    [InlineData("list = [{ model.hidden = 16 }, { model.hidden = 32 }, { model.hidden = 16 }]", "makes the run model.hidden = 16 twice, as number 1 and 3: leave one of them out")]
    [InlineData("matrix { model.hidden = [16, 32] }, batch.include = [{ training.learning-rate = 0.1 }, { training.learning-rate = 1e-1 }]", "batch.include makes the run training.learning-rate = 1e-1 twice, as number 1 and 2")]
    [InlineData("list = [{}, {}]", "makes the run without settings of its own twice, as number 1 and 2")]
    [InlineData("list = [{ batch.priority = 1 }, { batch.priority = 2 }]", "makes the run batch.priority = 2 twice")]
    [InlineData("matrix { model.hidden = [16] }, batch.exclude = [{ model.hidden = 16 }]", "makes no run at all")]
    public void A_run_that_is_given_twice_is_refused(string batch, string message) => Errors($"batch.{batch}").Should().ContainSingle().Which.Should().Contain(message);

    private static IReadOnlyList<string> Errors(string text) => Loading.Errors($"actorlstm {{\n{text}\n}}");

    private static string Of(int count, long seed, string ranges) => $"batch.random {{ count = {count}, seed = {seed}, ranges {{ {ranges} }} }}";
}
