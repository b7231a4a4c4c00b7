using ActorLstm.Model.Corpora;
using ActorLstm.Model.Networks;
using AwesomeAssertions;
using Xunit;
using static TorchSharp.torch;

namespace ActorLstm.Model.Tests.Networks;

/// <summary>
/// A network whose output layer copies the units: with a head of ones on the diagonal the logits are what dropout leaves.
/// </summary>
public sealed class DropoutTests : IDisposable
{
    private const int Units = 40;
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();
    private readonly Tensor windows = CharLstmTests.Indices(RandomWeights.Rows(Units, 50, 20));

    public void Dispose()
    {
        windows.Dispose();
        scope.Dispose();
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void The_expected_share_is_dropped_and_the_rest_is_scaled_up(double dropout)
    {
        using var network = Copying(dropout);
        var kept = Logits(network);
        network.MaskSeed = 1;
        var dropped = Logits(network);
        dropped.Average(value => value == 0 ? 1.0 : 0).Should().BeApproximately(dropout, 0.01);
        dropped.Zip(kept).Where(pair => pair.First != 0).Max(pair => Math.Abs(pair.First - pair.Second / (1 - dropout))).Should().BeLessThan(1e-5);
    }

    [Fact]
    public void The_same_generator_drops_the_same_and_another_drops_others()
    {
        using var network = Copying(0.5);
        var drawn = new[] { 1UL, 1UL, 2UL }.Select(seed =>
        {
            network.MaskSeed = seed;
            return Logits(network);
        }).ToList();
        drawn[1].Should().Equal(drawn[0]);
        drawn[2].SequenceEqual(drawn[0]).Should().BeFalse();
    }

    [Fact]
    [Trait("Case", "T4")]
    public void Nothing_is_dropped_in_evaluation()
    {
        using var network = Copying(0.5);
        var kept = Logits(network);
        network.MaskSeed = 1;
        network.eval();
        Logits(network).Should().Equal(kept);
    }

    [Fact]
    public void Nothing_is_dropped_at_dropout_0()
    {
        using var network = Copying(0);
        var kept = Logits(network);
        network.MaskSeed = 1;
        Logits(network).Should().Equal(kept);
    }

    [Fact]
    public void Every_layer_has_a_mask_of_its_own()
    {
        using var network = Copying(0.5, layers: 2);
        var one = Copying(0.5, layers: 1);
        network.MaskSeed = 1;
        one.MaskSeed = 1;
        Logits(network).Select(value => value == 0).SequenceEqual(Logits(one).Select(value => value == 0)).Should().BeFalse();
        one.Dispose();
    }

    private static CharLstm Copying(double dropout, int layers = 1)
    {
        var options = new NetworkOptions { Layers = layers, Hidden = Units, Dropout = dropout };
        var network = new CharLstm(Units, options, Targets.Every, CPU);
        network.Load(RandomWeights.Of(Units, options).Select(weight => weight.Name switch
        {
            WeightNames.HeadWeight => weight with { Values = [.. Enumerable.Range(0, Units * Units).Select(i => i % (Units + 1) == 0 ? 1f : 0)] },
            WeightNames.HeadBias => weight with { Values = new float[Units] },
            _ => weight,
        }));
        return network;
    }

    private float[] Logits(CharLstm network) => network.call(windows).ToNamed("logits").Values;
}
