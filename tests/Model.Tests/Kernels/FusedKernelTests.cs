using ActorLstm.Model.Corpora;
using ActorLstm.Model.Kernels;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Tests.Networks;
using AwesomeAssertions;
using Xunit;
using static TorchSharp.torch;

namespace ActorLstm.Model.Tests.Kernels;

public sealed class FusedKernelTests
{
    public static TheoryData<int, int, Targets, double, int, int, int> Shapes()
    {
        var shapes = new TheoryData<int, int, Targets, double, int, int, int>();
        foreach (var layers in new[] { 1, 2, 3 })
        {
            foreach (var targets in Enum.GetValues<Targets>())
            {
                foreach (var dropout in new[] { 0, 0.4 })
                {
                    // hidden, dropout, windows, length, characters
                    shapes.Add(layers, 7, targets, dropout, 1, 1, 11);
                    shapes.Add(layers, 16, targets, dropout, 3, 7, 2);
                    shapes.Add(layers, 30, targets, dropout, 5, 4, 64);
                    shapes.Add(layers, 65, targets, dropout, 33, 12, 57);
                    shapes.Add(layers, 128, targets, dropout, 86, 5, 130);
                }
            }
        }

        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Loss_and_gradients_are_those_of_automatic_differentiation(
        int layers, int hidden, Targets targets, double dropout, int windows, int length, int characters)
    {
        var options = new NetworkOptions { Layers = layers, Hidden = hidden, Dropout = dropout };
        var batch = RandomBatch(characters, windows, length, targets);
        var (expectedLoss, expected) = Torch(characters, options, targets, batch);
        var (loss, gradients) = Fused(characters, options, targets, batch, threads: 2);
        loss.Should().BeApproximately(expectedLoss, 1e-6 * expectedLoss);
        foreach (var (name, gradient) in expected)
        {
            gradients[name].Zip(gradient).Max(pair => Math.Abs(pair.First - pair.Second) / (1 + Math.Abs(pair.Second)))
                .Should().BeLessThan(1e-5, "of {0}", name);
            Distance(gradients[name], gradient).Should().BeLessThan(1e-5, "of {0}, relative to its length", name);
        }
    }

    [Theory]
    [InlineData(1, Targets.Last)]
    [InlineData(3, Targets.Every)]
    public void The_loss_after_the_last_character_is_torch_s_and_drops_nothing(int layers, Targets targets)
    {
        var options = new NetworkOptions { Layers = layers, Hidden = 30, Dropout = 0.4 };
        var (largest, batch) = (RandomBatch(57, 40, 9, targets), RandomBatch(57, 33, 9, Targets.Last));
        using var doubles = CharLstmTests.Loaded(57, options, targets, ScalarType.Float64);
        using var torch = new TorchKernel(doubles, CPU);
        using var singles = CharLstmTests.Loaded(57, options, targets, ScalarType.Float32);
        using var fused = new FusedKernel(singles, 57, options, largest, threads: 2);
        fused.LossAndGradients(largest);
        fused.Loss(batch).Should().BeApproximately(torch.Loss(batch), 1e-5);
        batch.MaskSeed = null;
        torch.LossAndGradients(batch).Should().BeApproximately(torch.Loss(batch), 1e-12);
    }

    [Fact]
    public void A_batch_leaves_nothing_behind_for_the_next()
    {
        var options = new NetworkOptions { Layers = 2, Hidden = 20, Dropout = 0.2 };
        var (large, small) = (RandomBatch(11, 30, 9, Targets.Every), RandomBatch(11, 5, 9, Targets.Every));
        using var network = CharLstmTests.Loaded(11, options, Targets.Every, ScalarType.Float32);
        using var kernel = new FusedKernel(network, 11, options, large, threads: 2);
        foreach (var batch in new[] { large, small, large, small })
        {
            var (loss, gradients) = Fused(11, options, Targets.Every, batch, threads: 1);
            kernel.LossAndGradients(batch).Should().Be(loss);
            Gradients(network).Should().BeEquivalentTo(gradients);
        }
    }

    [Theory]
    [InlineData(1, Targets.Last)]
    [InlineData(2, Targets.Every)]
    public void The_numbers_are_the_same_with_any_number_of_threads(int layers, Targets targets)
    {
        var options = new NetworkOptions { Layers = layers, Hidden = 70, Dropout = 0.2 };
        var batch = RandomBatch(57, 93, 11, targets);
        var one = Fused(57, options, targets, batch, threads: 1);
        foreach (var threads in new[] { 2, 3, 8 })
        {
            var several = Fused(57, options, targets, batch, threads);
            several.Loss.Should().Be(one.Loss);
            several.Gradients.Should().BeEquivalentTo(one.Gradients);
        }
    }

    private static double Distance(double[] found, double[] expected) =>
        Math.Sqrt(found.Zip(expected).Sum(pair => Math.Pow(pair.First - pair.Second, 2)) / Math.Max(expected.Sum(value => value * value), 1e-12));

    private static Batch RandomBatch(int characters, int windows, int length, Targets targets)
    {
        var batch = new Batch(windows + 2, length, targets) { MaskSeed = 5 };
        foreach (var row in RandomWeights.Rows(characters, windows, length + 1))
        {
            batch.Add([.. row.Select(character => (ushort)character)]);
        }

        return batch;
    }

    private static (double Loss, Dictionary<string, double[]> Gradients) Torch(int characters, NetworkOptions options, Targets targets, Batch batch)
    {
        using var network = CharLstmTests.Loaded(characters, options, targets, ScalarType.Float64);
        using var kernel = new TorchKernel(network, CPU);
        return (kernel.LossAndGradients(batch), Gradients(network));
    }

    private static (double Loss, Dictionary<string, double[]> Gradients) Fused(
        int characters, NetworkOptions options, Targets targets, Batch batch, int threads)
    {
        using var network = CharLstmTests.Loaded(characters, options, targets, ScalarType.Float32);
        using var kernel = new FusedKernel(network, characters, options, batch, threads);
        return (kernel.LossAndGradients(batch), Gradients(network));
    }

    private static Dictionary<string, double[]> Gradients(CharLstm network)
    {
        using var scope = NewDisposeScope();
        return network.Weights.ToDictionary(
            weight => weight.Name, weight => weight.Value.grad!.to(ScalarType.Float64).contiguous().data<double>().ToArray(), StringComparer.Ordinal);
    }
}
