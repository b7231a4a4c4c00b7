using ActorLstm.Model.Corpora;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;
using AwesomeAssertions;
using Xunit;
using static TorchSharp.torch;

namespace ActorLstm.Model.Tests.Networks;

public sealed class CharLstmTests
{
    private const int Characters = 11;

    public static TheoryData<int, Targets, int, int> Shapes()
    {
        var shapes = new TheoryData<int, Targets, int, int>();
        foreach (var layers in new[] { 1, 2, 3 })
        {
            foreach (var targets in Enum.GetValues<Targets>())
            {
                shapes.Add(layers, targets, 1, 1);
                shapes.Add(layers, targets, 3, 7);
                shapes.Add(layers, targets, 5, 4);
            }
        }

        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Loss_logits_and_gradients_are_those_of_a_calculation_in_double(int layers, Targets targets, int batch, int length) =>
        Compare(layers, targets, batch, length, ScalarType.Float64, 1e-10);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Single_precision_is_as_close_as_it_can_be(int layers, Targets targets, int batch, int length) =>
        Compare(layers, targets, batch, length, ScalarType.Float32, 1e-5);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Its_weights_have_the_names_and_shapes_that_are_said_of_them(int layers)
    {
        var options = new NetworkOptions { Layers = layers, Hidden = 4 };
        using var network = new CharLstm(Characters, options, Targets.Last, CPU);
        WeightNames.All(Characters, options).Select(weight => $"{weight.Name} {string.Join(' ', weight.Shape)}")
            .Should().Equal(network.Save().Select(weight => $"{weight.Name} {string.Join(' ', weight.Shape)}"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_second_bias_of_a_layer_is_zero_and_untrained(int layers)
    {
        using var network = new CharLstm(Characters, new NetworkOptions { Layers = layers, Hidden = 4 }, Targets.Last, CPU);
        network.Initialize(RandomStream.At(new RandomAddress(1, RandomPurpose.Initialization)));
        network.Loss(tensor(new long[] { 1, 2, 3 }, [1, 3]), tensor(new long[] { 4 }, [1, 1])).backward();
        var second = network.named_parameters().Where(parameter => parameter.name.EndsWith("bias_hh_l0", StringComparison.Ordinal)).ToList();
        second.Should().HaveCount(layers);
        second.Should().OnlyContain(parameter => !parameter.parameter.requires_grad && parameter.parameter.abs().sum().item<float>() == 0);
        network.Weights.Should().OnlyContain(weight => weight.Value.requires_grad).And.HaveCount(3 * layers + 2);
    }

    [Theory]
    [InlineData(1, 57, 128)]
    [InlineData(2, 57, 128)]
    [InlineData(3, 11, 7)]
    public void The_parameters_are_as_many_as_the_options_say(int layers, int characters, int hidden)
    {
        var options = new NetworkOptions { Layers = layers, Hidden = hidden };
        using var network = new CharLstm(characters, options, Targets.Last, CPU);
        network.parameters().Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel()).Should().Be(options.Parameters(characters));
        network.Weights.Sum(weight => weight.Value.numel()).Should().Be(options.Parameters(characters));
    }

    [Fact]
    public void Weights_come_back_as_they_were_loaded()
    {
        var options = new NetworkOptions { Layers = 2, Hidden = 4 };
        using var network = Loaded(Characters, options, Targets.Last, ScalarType.Float32);
        network.Save().Should().BeEquivalentTo(RandomWeights.Of(Characters, options), rule => rule.WithStrictOrdering());
    }

    internal static CharLstm Loaded(int characters, NetworkOptions options, Targets targets, ScalarType type)
    {
        var network = new CharLstm(characters, options, targets, CPU, type);
        network.Load(RandomWeights.Of(characters, options));
        return network;
    }

    internal static Tensor Indices(int[][] rows) =>
        tensor([.. rows.SelectMany(row => row).Select(index => (long)index)], [rows.Length, rows[0].Length]);

    private static void Compare(int layers, Targets targets, int batch, int length, ScalarType type, double tolerance)
    {
        var options = new NetworkOptions { Layers = layers, Hidden = 7 };
        var every = targets == Targets.Every;
        var windows = RandomWeights.Rows(Characters, batch, length);
        var next = RandomWeights.Rows(Characters, batch, every ? length : 1, seed: 2);
        var reference = new ReferenceLstm(Characters, options, every, RandomWeights.Of(Characters, options));
        var (expectedLoss, expectedGradients) = reference.LossAndGradients(windows, next);

        using var scope = NewDisposeScope();
        using var network = Loaded(Characters, options, targets, type);
        var logits = Numbers(network.call(Indices(windows)));
        var loss = network.Loss(Indices(windows), Indices(next));
        loss.backward();

        var expectedLogits = windows.SelectMany(window => every ? reference.Logits(window) : reference.Logits(window)[^1..]).SelectMany(row => row);
        Close(logits, [.. expectedLogits], "logits");
        Close(Numbers(loss), [expectedLoss], "loss");
        foreach (var (name, weight) in network.Weights)
        {
            Close(Numbers(weight.grad!), expectedGradients[name], name);
        }

        void Close(double[] found, double[] expected, string what)
        {
            found.Should().HaveSameCount(expected);
            found.Zip(expected).Max(pair => Math.Abs(pair.First - pair.Second) / (1 + Math.Abs(pair.Second))).Should().BeLessThan(tolerance, "of the {0}", what);
        }
    }

    private static double[] Numbers(Tensor values) => [.. values.detach().to(ScalarType.Float64).contiguous().data<double>()];
}
