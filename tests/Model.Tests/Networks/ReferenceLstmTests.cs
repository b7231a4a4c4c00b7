using ActorLstm.Model.Networks;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Networks;

/// <summary>The reference is held to nothing but its own loss: its gradient must be the slope of that.</summary>
public sealed class ReferenceLstmTests
{
    private const int Characters = 5;
    private const double Nudge = 1e-5;

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Its_gradient_is_the_slope_of_its_loss(int layers, bool every)
    {
        var options = new NetworkOptions { Layers = layers, Hidden = 3 };
        var reference = new ReferenceLstm(Characters, options, every, RandomWeights.Of(Characters, options));
        var windows = RandomWeights.Rows(Characters, 2, 4);
        var next = RandomWeights.Rows(Characters, 2, every ? 4 : 1, seed: 2);
        var gradients = reference.LossAndGradients(windows, next).Gradients;
        foreach (var (name, weight) in reference.Weights)
        {
            for (var i = 0; i < weight.Length; i++)
            {
                var before = weight[i];
                weight[i] = before + Nudge;
                var above = reference.LossAndGradients(windows, next).Loss;
                weight[i] = before - Nudge;
                var below = reference.LossAndGradients(windows, next).Loss;
                weight[i] = before;
                gradients[name][i].Should().BeApproximately((above - below) / (2 * Nudge), 1e-9, "{0}[{1}] has that slope", name, i);
            }
        }
    }

    [Fact]
    public void A_network_of_zeros_loses_the_logarithm_of_the_alphabet()
    {
        var options = new NetworkOptions { Hidden = 3 };
        var zeros = RandomWeights.Of(Characters, options, scale: 0);
        new ReferenceLstm(Characters, options, every: true, zeros).LossAndGradients([[0, 1, 2]], [[1, 2, 3]]).Loss
            .Should().BeApproximately(Math.Log(Characters), 1e-15);
    }
}
