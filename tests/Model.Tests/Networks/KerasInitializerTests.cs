using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Networks;

public sealed class KerasInitializerTests
{
    private const int Characters = 57;
    private static readonly NetworkOptions Options = new() { Layers = 2, Hidden = 64 };
    private readonly Dictionary<string, NamedTensor> weights = Draw(1);

    [Theory]
    [InlineData("lstm.weight_ih_l0", 256, 57)]
    [InlineData("lstm.weight_ih_l1", 256, 64)]
    [InlineData("head.weight", 57, 64)]
    public void Kernels_are_uniform_within_glorot_s_limits(string name, int outputs, int inputs)
    {
        var kernel = weights[name];
        var limit = Math.Sqrt(6.0 / (outputs + inputs));
        kernel.Shape.Should().Equal(outputs, inputs);
        kernel.Values.Max().Should().BeInRange((float)(0.99 * limit), (float)limit);
        kernel.Values.Min().Should().BeInRange((float)-limit, (float)(-0.99 * limit));
        kernel.Values.Average().Should().BeApproximately(0, (float)(0.05 * limit));
        kernel.Values.Average(value => (double)value * value).Should().BeApproximately(limit * limit / 3, 0.05 * limit * limit);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Recurrent_kernels_have_orthonormal_columns(int layer)
    {
        var kernel = weights[WeightNames.Recurrent(layer)];
        kernel.Shape.Should().Equal(256, 64);
        for (var a = 0; a < 64; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                var product = Enumerable.Range(0, 256).Sum(row => (double)kernel.Values[row * 64 + a] * kernel.Values[row * 64 + b]);
                product.Should().BeApproximately(a == b ? 1 : 0, 1e-5);
            }
        }
    }

    // Without the signs of R's diagonal the first row of Q would be negative throughout (LAPACK's reflections).
    [Fact]
    public void They_are_uniform_among_orthogonal_matrices() =>
        Enumerable.Range(0, 64).Count(column => weights[WeightNames.Recurrent(0)].Values[column] > 0).Should().BeInRange(20, 44);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_forget_gate_s_bias_is_1_and_the_others_are_0(int layer) =>
        weights[WeightNames.Bias(layer)].Values.Should().Equal(Enumerable.Range(0, 256).Select(row => row / 64 == 1 ? 1f : 0));

    [Fact]
    public void The_output_s_bias_is_0() => weights[WeightNames.HeadBias].Values.Should().HaveCount(Characters).And.OnlyContain(value => value == 0);

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_others()
    {
        Draw(1).Should().AllSatisfy(weight => weight.Value.Values.AsSpan().SequenceEqual(weights[weight.Key].Values).Should().BeTrue());
        Draw(2).Where(weight => !weight.Key.Contains("bias", StringComparison.Ordinal))
            .Should().AllSatisfy(weight => weight.Value.Values.Intersect(weights[weight.Key].Values).Count().Should().BeLessThan(20));
    }

    [Fact]
    public void The_stream_s_first_numbers_become_the_input_kernel()
    {
        var limit = Math.Sqrt(6.0 / (256 + 57));
        var random = RandomStream.At(new RandomAddress(1, RandomPurpose.Initialization));
        weights[WeightNames.Input(0)].Values.Take(3).Should().Equal(Enumerable.Range(0, 3).Select(_ => (float)((2 * random.NextDouble() - 1) * limit)));
    }

    private static Dictionary<string, NamedTensor> Draw(long seed) =>
        KerasInitializer.Weights(Characters, Options, RandomStream.At(new RandomAddress(seed, RandomPurpose.Initialization)))
            .ToDictionary(weight => weight.Name);
}
