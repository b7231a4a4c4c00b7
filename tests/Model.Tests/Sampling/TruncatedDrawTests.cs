using ActorLstm.Model.Sampling;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Model.Tests.Sampling;

/// <summary>What holds for any logits, temperature, top-k and top-p.</summary>
public sealed class TruncatedDrawTests
{
    // Two logits that differ by less than double precision can tell apart after the exponential are made equal: zero.
    private static readonly Gen<float> Logit = Gen.Frequency(
        (8, Gen.Float[-10, 10]),
        (2, Gen.Float[-1e30f, 1e30f]),
        (1, Gen.Const(1.5f)),
        (1, Gen.Const(float.NegativeInfinity))).Select(logit => MathF.Abs(logit) < 0.001f ? 0 : logit);

    private static readonly Gen<float[]> Logits = Logit.Array[1, 60].Where(logits => logits.Any(float.IsFinite));
    private static readonly Gen<double> Temperature = Gen.Frequency((1, Gen.Const(0.0)), (1, Gen.Const(1e-6)), (1, Gen.Const(100.0)), (6, Gen.Double[0.05, 2]));
    private static readonly Gen<double> TopP = Gen.Frequency((1, Gen.Const(1.0)), (1, Gen.Const(1e-9)), (3, Gen.Double[0.01, 1]));
    private static readonly Gen<double> Uniform = Gen.Frequency((1, Gen.Const(0.0)), (1, Gen.Const(0.9999999)), (1, Gen.Const(Math.BitDecrement(1.0))), (5, Gen.Double[0, 0.999999]));

    [Fact]
    [Trait("Case", "T1")]
    public void The_index_is_valid_and_never_of_probability_0() =>
        Gen.Select(Logits, Temperature, Gen.Int[0, 70], TopP, Uniform).Sample((logits, temperature, topK, topP, uniform) =>
        {
            var draw = new TemperatureDraw(logits.Length, temperature, topK, topP);
            var index = draw.DrawFrom(logits, uniform);
            index.Should().BeInRange(0, logits.Length - 1);
            draw.Distribution(logits)[index].Should().BePositive();
            logits[index].Should().NotBe(float.NegativeInfinity);
        }, iter: 2000);

    [Fact]
    public void Probabilities_are_at_least_0_and_add_up_to_1() =>
        Gen.Select(Logits, Temperature, Gen.Int[0, 70], TopP).Sample((logits, temperature, topK, topP) =>
        {
            var distribution = new TemperatureDraw(logits.Length, temperature, topK, topP).Distribution(logits).ToArray();
            distribution.Min().Should().BeGreaterThanOrEqualTo(0);
            distribution.Sum().Should().BeApproximately(1, 1e-12);
        }, iter: 1000);

    [Fact]
    public void A_likelier_character_never_has_a_smaller_probability() =>
        Gen.Select(Logits, Temperature, Gen.Int[0, 70], TopP).Sample((logits, temperature, topK, topP) =>
        {
            var distribution = new TemperatureDraw(logits.Length, temperature, topK, topP).Distribution(logits).ToArray();
            var inOrder = Enumerable.Range(0, logits.Length).OrderByDescending(i => logits[i]).ThenBy(i => i).Select(i => distribution[i]);
            inOrder.Should().BeInDescendingOrder();
        }, iter: 1000);

    [Fact]
    public void Top_k_leaves_the_k_likeliest_and_their_proportions() =>
        Gen.Select(Logits, Gen.Double[0.05, 2], Gen.Int[1, 70]).Sample((logits, temperature, topK) =>
        {
            var all = new TemperatureDraw(logits.Length, temperature).Distribution(logits).ToArray();
            var likeliest = Enumerable.Range(0, all.Length).OrderByDescending(i => all[i]).ThenBy(i => i).Take(topK).ToHashSet();
            var kept = likeliest.Sum(i => all[i]);
            var distribution = new TemperatureDraw(logits.Length, temperature, topK).Distribution(logits).ToArray();
            for (var i = 0; i < all.Length; i++)
            {
                distribution[i].Should().BeApproximately(likeliest.Contains(i) ? all[i] / kept : 0, 1e-12);
            }
        }, iter: 1000);

    [Fact]
    public void Top_p_leaves_the_fewest_likeliest_that_together_have_p() =>
        Gen.Select(Logits, Gen.Double[0.05, 2], Gen.Double[0.01, 0.99]).Sample((logits, temperature, topP) =>
        {
            var all = new TemperatureDraw(logits.Length, temperature).Distribution(logits).ToArray();
            var distribution = new TemperatureDraw(logits.Length, temperature, topP: topP).Distribution(logits).ToArray();
            var kept = Enumerable.Range(0, all.Length).Where(i => distribution[i] > 0).ToList();
            kept.Sum(i => all[i]).Should().BeGreaterThanOrEqualTo(topP - 1e-12);
            (kept.Sum(i => all[i]) - kept.Min(i => all[i])).Should().BeLessThan(topP + 1e-12);
        }, iter: 1000);

    [Fact]
    public void Top_1_and_a_tiny_top_p_are_as_temperature_0() => Gen.Select(Logits, Gen.Double[0.05, 2], Uniform).Sample((logits, temperature, uniform) =>
    {
        var greedy = new TemperatureDraw(logits.Length, 0).DrawFrom(logits, uniform);
        new TemperatureDraw(logits.Length, temperature, topK: 1).DrawFrom(logits, uniform).Should().Be(greedy);
        new TemperatureDraw(logits.Length, temperature, topP: 1e-9).DrawFrom(logits, uniform).Should().Be(greedy);
    });

    [Theory]
    [InlineData(2, 1, new[] { 0.5, 0.5, 0, 0 })]
    [InlineData(0, 0.5, new[] { 0.5, 0.5, 0, 0 })]
    [InlineData(0, 0.25, new[] { 1.0, 0, 0, 0 })]
    [InlineData(3, 0.75, new[] { 1 / 3.0, 1 / 3.0, 1 / 3.0, 0 })]
    public void The_first_of_equals_are_kept(int topK, double topP, double[] expected) =>
        new TemperatureDraw(4, 1, topK, topP).Distribution([7, 7, 7, 7]).ToArray().Should().Equal(expected);

    [Theory]
    [InlineData(-1, 1, "topK")]
    [InlineData(0, 0, "topP")]
    [InlineData(0, -0.5, "topP")]
    [InlineData(0, 1.01, "topP")]
    [InlineData(0, double.NaN, "topP")]
    public void A_top_k_or_top_p_out_of_its_range_is_refused(int topK, double topP, string parameter)
    {
        var make = () => new TemperatureDraw(4, 1, topK, topP);
        make.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(parameter);
    }
}
