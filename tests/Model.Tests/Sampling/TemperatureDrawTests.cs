using ActorLstm.Model.Randomness;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Tests.Randomness;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Sampling;

public sealed class TemperatureDrawTests
{
    private const int Characters = 57;
    private static readonly float[] Logits = RandomLogits();

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(1.2)]
    public void Draws_follow_the_distribution_of_the_temperature(double temperature) =>
        ChiSquared.Fits(Counts(temperature), Softmax(temperature)).Should().BeTrue();

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(1.2)]
    public void Draws_of_a_slightly_other_temperature_would_be_noticed(double temperature) =>
        ChiSquared.Fits(Counts(temperature), Softmax(temperature * 1.05)).Should().BeFalse();

    [Theory]
    [InlineData(0.2)]
    [InlineData(1.0)]
    [InlineData(1.2)]
    public void The_distribution_is_the_softmax_of_the_logits_over_the_temperature(double temperature)
    {
        var distribution = new TemperatureDraw(Characters, temperature).Distribution(Logits).ToArray();
        distribution.Zip(Softmax(temperature)).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-14);
    }

    // Chollet's recipe reweights probabilities: p^(1/t) / sum(p^(1/t)). It is the same, but for the logarithms of zero.
    [Fact]
    public void The_book_s_formula_gives_the_same_distribution()
    {
        var reweighted = Softmax(1).Select(probability => Math.Exp(Math.Log(probability) / 0.5)).ToList();
        var distribution = new TemperatureDraw(Characters, 0.5).Distribution(Logits).ToArray();
        distribution.Zip(reweighted).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second / reweighted.Sum()) < 1e-13);
    }

    [Theory]
    [Trait("Case", "T1")]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.9999999)]
    [InlineData(0.99999999999999989)]
    public void A_certain_character_is_drawn_by_every_number(double uniform) =>
        new TemperatureDraw(3, 0.2).DrawFrom([0, float.NegativeInfinity, float.NegativeInfinity], uniform).Should().Be(0);

    [Theory]
    [Trait("Case", "T1")]
    [InlineData(0.2)]
    [InlineData(1.0)]
    [InlineData(1.2)]
    public void Single_precision_logits_and_the_greatest_numbers_give_a_valid_index(double temperature)
    {
        var draw = new TemperatureDraw(Characters, temperature);
        draw.DrawFrom(Logits, 0.9999999).Should().BeInRange(0, Characters - 1);
        draw.DrawFrom(Logits, Math.BitDecrement(1.0)).Should().BeInRange(0, Characters - 1);
    }

    [Theory]
    [Trait("Case", "T1")]
    [InlineData(0, 1)]
    [InlineData(0.9999999, 2)]
    public void Impossible_characters_at_both_ends_are_never_drawn(double uniform, int expected) =>
        new TemperatureDraw(4, 1).DrawFrom([float.NegativeInfinity, 1, 1, float.NegativeInfinity], uniform).Should().Be(expected);

    [Theory]
    [Trait("Case", "T2")]
    [InlineData(0)]
    [InlineData(0.9999999)]
    public void Temperature_0_takes_the_greatest_logit_and_the_first_of_equals(double uniform) =>
        new TemperatureDraw(4, 0).DrawFrom([-3, 2, 2, 1], uniform).Should().Be(1);

    [Theory]
    [Trait("Case", "T2")]
    [InlineData(-1)]
    [InlineData(-1e-300)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_temperature_below_0_or_not_finite_is_refused(double temperature)
    {
        var make = () => new TemperatureDraw(3, temperature);
        make.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(nameof(temperature));
    }

    [Theory]
    [Trait("Case", "T2")]
    [InlineData(1e-6)]
    [InlineData(double.Epsilon)]
    public void A_tiny_temperature_takes_the_greatest_logit(double temperature) =>
        new TemperatureDraw(3, temperature).Distribution([88, 1000, -1000]).ToArray().Should().Equal(0, 1, 0);

    [Theory]
    [Trait("Case", "T2")]
    [InlineData(1e9)]
    [InlineData(double.MaxValue)]
    public void A_huge_temperature_takes_all_that_are_possible_alike(double temperature) =>
        new TemperatureDraw(3, temperature).Distribution([10, -10, float.NegativeInfinity]).ToArray()
            .Should().BeEquivalentTo([0.5, 0.5, 0], options => options.WithStrictOrdering().Using<double>(pair => pair.Subject.Should().BeApproximately(pair.Expectation, 1e-8)).WhenTypeIs<double>());

    [Theory]
    [Trait("Case", "T2")]
    [InlineData(1e-6)]
    [InlineData(1)]
    [InlineData(100)]
    public void The_greatest_logits_of_single_precision_overflow_nothing(double temperature)
    {
        var distribution = new TemperatureDraw(3, temperature).Distribution([float.MaxValue, float.MaxValue, -float.MaxValue]).ToArray();
        distribution.Should().Equal(0.5, 0.5, 0);
    }

    [Theory]
    [Trait("Case", "T3")]
    [InlineData(new[] { 1, float.NaN, 1 }, "*output 1 is NaN*diverged*")]
    [InlineData(new[] { 1, 1, float.PositiveInfinity }, "*output 2 is*diverged*")]
    [InlineData(new[] { float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity }, "*minus infinity*diverged*")]
    public void Logits_that_are_no_numbers_are_refused(float[] logits, string message)
    {
        var draw = () => new TemperatureDraw(3, 1).DrawFrom(logits, 0.5);
        var greedy = () => new TemperatureDraw(3, 0).DrawFrom(logits, 0.5);
        draw.Should().Throw<InvalidInputException>().WithMessage(message);
        greedy.Should().Throw<InvalidInputException>().WithMessage(message);
    }

    [Theory]
    [Trait("Case", "T13")]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public void The_culture_changes_no_draw(string culture)
    {
        var expected = Counts(1.2);
        using var _ = new Culture(culture);
        Counts(1.2).Should().Equal(expected);
    }

    private static long[] Counts(double temperature)
    {
        var draw = new TemperatureDraw(Characters, temperature);
        var random = RandomStream.At(new RandomAddress(1, RandomPurpose.Sample, 1, temperature));
        var counts = new long[Characters];
        for (var i = 0; i < 40_000; i++)
        {
            counts[draw.DrawFrom(Logits, random.NextDouble())]++;
        }

        return counts;
    }

    private static double[] Softmax(double temperature)
    {
        var weights = Logits.Select(logit => Math.Exp(logit / temperature)).ToList();
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    private static float[] RandomLogits()
    {
        var random = RandomStream.At(new RandomAddress(2, "logits"));
        return [.. Enumerable.Range(0, Characters).Select(_ => (float)random.NextNormal())];
    }
}
