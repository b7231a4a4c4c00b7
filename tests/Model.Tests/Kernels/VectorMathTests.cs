using System.Runtime.Intrinsics;
using ActorLstm.Model.Kernels;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Kernels;

public sealed class VectorMathTests
{
    private static readonly float[] Numbers =
    [
        .. Enumerable.Range(-9000, 18001).Select(i => i / 100f), .. Enumerable.Range(1, 40).SelectMany(i => new[] { MathF.Pow(10, -i), -MathF.Pow(10, -i) }),
        0f, -0f, 1e30f, -1e30f, float.PositiveInfinity, float.NegativeInfinity,
    ];

    [Fact]
    public void The_exponential_is_within_a_few_units_in_the_last_place() =>
        Worst(x => VectorMath.Exp(x), Math.Exp, Numbers.Where(x => x is > -87 and < 88)).Should().BeLessThan(3e-7);

    [Fact]
    public void So_is_the_logistic_function() =>
        Worst(x => VectorMath.Sigmoid(x), x => 1 / (1 + Math.Exp(-x)), Numbers.Where(x => x > -80)).Should().BeLessThan(5e-7);

    [Fact]
    public void So_is_the_hyperbolic_tangent_also_near_zero() =>
        Worst(x => VectorMath.Tanh(x), Math.Tanh, Numbers.Where(x => Math.Abs(x) > 1e-30)).Should().BeLessThan(1e-6);

    [Fact]
    public void Far_away_they_are_at_their_limits()
    {
        Of(x => VectorMath.Sigmoid(x), -1e30f).Should().BeInRange(0, 1e-37f);
        Of(x => VectorMath.Sigmoid(x), float.PositiveInfinity).Should().Be(1);
        Of(x => VectorMath.Tanh(x), -1e30f).Should().Be(-1);
        Of(x => VectorMath.Tanh(x), float.PositiveInfinity).Should().Be(1);
        Of(x => VectorMath.Exp(x), float.NegativeInfinity).Should().BeInRange(0, 1e-37f);
    }

    [Fact]
    [Trait("Case", "T3")]
    public void What_is_no_number_stays_none()
    {
        foreach (var function in new Func<Vector512<float>, Vector512<float>>[] { VectorMath.Exp, VectorMath.Sigmoid, VectorMath.Tanh })
        {
            Of(function, float.NaN).Should().Be(float.NaN);
        }
    }

    private static double Worst(Func<Vector512<float>, Vector512<float>> function, Func<double, double> expected, IEnumerable<float> numbers) =>
        numbers.Max(x => Math.Abs(Of(function, x) - expected(x)) / Math.Max(Math.Abs(expected(x)), 1e-38));

    private static float Of(Func<Vector512<float>, Vector512<float>> function, float x) => function(Vector512.Create(x))[7];
}
