using ActorLstm.Model.Measures;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Model.Tests.Measures;

public sealed class EstimateTests
{
    [Fact]
    public void Two_values_have_the_interval_of_one_degree_of_freedom()
    {
        // s is sqrt(2), so that s / sqrt(n) is 1: the half is the quantile of the table.
        var estimate = Estimate.Of([1, 3]);
        estimate.Mean.Should().Be(2);
        estimate.High.Should().BeApproximately(2 + 12.7062047362, 1e-7);
        estimate.Low.Should().BeApproximately(2 - 12.7062047362, 1e-7);
        estimate.Count.Should().Be(2);
    }

    [Theory]
    [InlineData(3, 4.3026527297)]
    [InlineData(5, 2.7764451052)]
    [InlineData(10, 2.2621571628)]
    [InlineData(31, 2.0422724563)]
    [InlineData(1_001, 1.9623390808)]
    public void The_interval_is_that_of_the_tables(int count, double quantile)
    {
        double[] values = [.. Enumerable.Range(0, count).Select(i => (double)i)];
        var error = Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / (count - 1) / count);
        ((Estimate.Of(values).High - values.Average()) / error).Should().BeApproximately(quantile, 1e-7);
    }

    [Fact]
    public void One_value_is_its_own_interval_and_is_counted_as_one() => Estimate.Of([0.25]).Should().Be(new Estimate(0.25, 0.25, 0.25, 1));

    [Fact]
    public void Equal_values_leave_no_doubt() => Estimate.Of([0.1, 0.1, 0.1, 0.1]).Should().Be(new Estimate(0.1, 0.1, 0.1, 4));

    [Fact]
    public void The_interval_of_a_share_stays_a_share()
    {
        var estimate = Estimate.Of([0.9, 1, 0.1], 0, 1);
        estimate.Should().Be(new Estimate(estimate.Mean, 0, 1, 3));
        estimate.Mean.Should().BeApproximately(2.0 / 3, 1e-15);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Values_that_are_not_finite_have_a_mean_that_is_not_either_and_no_interval(double value)
    {
        var estimate = Estimate.Of([1, value, 2]);
        estimate.Should().Be(new Estimate(value, value, value, 3));
    }

    [Fact]
    public void No_values_have_no_estimate()
    {
        var estimate = () => Estimate.Of([]);
        estimate.Should().Throw<ArgumentException>().WithMessage("*no values*");
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void A_value_outside_its_range_is_refused(double value)
    {
        var estimate = () => Estimate.Of([0.5, value], 0, 1);
        estimate.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*from 0 to 1*");
    }

    [Fact]
    public void The_ends_lie_about_the_mean_and_in_the_range() => Gen.Double[0, 1].Array[1, 50].Sample(values =>
    {
        var estimate = Estimate.Of(values, 0, 1);
        estimate.Low.Should().BeInRange(0, estimate.Mean);
        estimate.High.Should().BeInRange(estimate.Mean, 1);
        estimate.Mean.Should().BeApproximately(values.Average(), 1e-12);
    });
}
