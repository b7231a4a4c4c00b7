using ActorLstm.Model.Training;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Training;

[Trait("Case", "R8")]
public sealed class DivergenceRuleTests
{
    [Theory]
    [InlineData(double.NaN, "the loss became NaN")]
    [InlineData(double.PositiveInfinity, "the loss became Infinity")]
    public void A_loss_that_is_no_number_breaks_it_at_once(double loss, string words) =>
        new DivergenceRule(2, 4).Take(loss, 1, 1000).Should().Be(words);

    [Fact]
    public void A_few_bad_batches_at_the_beginning_do_not()
    {
        var rule = new DivergenceRule(2, 1.3);
        Feed(rule, Enumerable.Repeat(9.0, DivergenceRule.Patience - 1)).Should().BeNull();
        Feed(rule, [9.0], DivergenceRule.Patience).Should().Be("the loss rose to 9.0000, above 2 times the best (1.3000)");
    }

    [Fact]
    public void The_mean_of_the_latest_batches_counts_and_not_a_single_one()
    {
        var rule = new DivergenceRule(2, 1.3);
        Feed(rule, Enumerable.Repeat(1.3, 500).Append(100.0)).Should().BeNull();
        rule.RecentLoss.Should().BeApproximately(1.3 + 98.7 / DivergenceRule.Reach, 1e-9);
    }

    // The means of the epochs of the book's own run: 1.3014 is its best, then it rises to 1.598 and to 4.73.
    [Fact]
    public void The_books_run_breaks_it_in_the_epoch_after_the_first_bad_one()
    {
        var rule = new DivergenceRule(2, Math.Log(57));
        rule.EndEpoch(1.3014);
        rule.BeginEpoch();
        Feed(rule, Enumerable.Repeat(1.598, 1565)).Should().BeNull();
        rule.EndEpoch(1.598);
        rule.Best.Should().Be(1.3014);
        rule.BeginEpoch();
        Feed(rule, Enumerable.Repeat(4.73, 1565)).Should().NotBeNull();
    }

    [Fact]
    public void An_epoch_that_is_shorter_than_its_patience_is_judged_at_its_end()
    {
        var rule = new DivergenceRule(2, 1.3);
        Feed(rule, [9, 9], batches: 3).Should().BeNull();
        Feed(rule, [9], first: 3, batches: 3).Should().NotBeNull();
    }

    [Fact]
    public void A_text_learnt_by_heart_may_double_its_small_loss()
    {
        var rule = new DivergenceRule(2, 0.01);
        Feed(rule, Enumerable.Repeat(1.9, 200)).Should().BeNull();
        Feed(rule, Enumerable.Repeat(2.1, 400), first: 201).Should().NotBeNull();
    }

    private static string? Feed(DivergenceRule rule, IEnumerable<double> losses, int first = 1, int batches = 1565) =>
        losses.Index().Select(loss => rule.Take(loss.Item, first + loss.Index, batches)).FirstOrDefault(broken => broken is not null);
}
