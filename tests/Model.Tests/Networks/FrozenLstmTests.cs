using ActorLstm.Model.Corpora;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;
using ActorLstm.Model.Sampling;
using AwesomeAssertions;
using Xunit;
using static TorchSharp.torch;

namespace ActorLstm.Model.Tests.Networks;

public sealed class FrozenLstmTests
{
    private const int Characters = 11;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(2, 16)]
    [InlineData(3, 33)]
    public void Its_logits_are_torch_s_after_every_character(int layers, int hidden)
    {
        var options = new NetworkOptions { Layers = layers, Hidden = hidden };
        var text = RandomWeights.Rows(Characters, 1, 50)[0];
        using var scope = NewDisposeScope();
        using var network = CharLstmTests.Loaded(Characters, options, Targets.Every, ScalarType.Float32);
        Compare(network, new FrozenLstm(RandomWeights.Of(Characters, options), Characters, options), text);
    }

    [Fact]
    public void So_are_those_of_the_book_s_network()
    {
        var options = new NetworkOptions();
        List<NamedTensor> weights = [.. KerasInitializer.Weights(57, options, RandomStream.At(new RandomAddress(1, RandomPurpose.Initialization)))];
        using var scope = NewDisposeScope();
        using var network = new CharLstm(57, options, Targets.Every, CPU);
        network.Load(weights);
        Compare(network, new FrozenLstm(weights, 57, options), RandomWeights.Rows(57, 1, 60)[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void They_are_those_of_a_calculation_in_double(int layers)
    {
        var options = new NetworkOptions { Layers = layers, Hidden = 13 };
        var weights = RandomWeights.Of(Characters, options);
        var text = RandomWeights.Rows(Characters, 1, 50)[0];
        var expected = new ReferenceLstm(Characters, options, every: true, weights).Logits(text).SelectMany(row => row);
        Read(new FrozenLstm(weights, Characters, options), text).Zip(expected).Max(pair => Math.Abs(pair.First - pair.Second)).Should().BeLessThan(1e-5);
    }

    [Theory]
    [InlineData(1, 13)]
    [InlineData(2, 128)]
    public void The_number_of_states_changes_no_bit_of_a_state(int layers, int hidden)
    {
        var options = new NetworkOptions { Layers = layers, Hidden = hidden };
        var network = new FrozenLstm(RandomWeights.Of(Characters, options, scale: 0.1), Characters, options);
        var text = RandomWeights.Rows(Characters, 1, 20)[0];
        var alone = Read(network, text)[^Characters..];
        for (var count = 1; count <= 9; count++)
        {
            var states = new LstmStates(network, count + 2) { Count = count };
            foreach (var character in text)
            {
                states.Characters.Fill((ushort)character);
                network.Step(states);
            }

            for (var state = 0; state < count; state++)
            {
                var logits = new float[Characters];
                network.Logits(states, state, 1, logits);
                logits.AsSpan().SequenceEqual(alone).Should().BeTrue("state {0} of {1} has read the same", state, count);
            }
        }
    }

    [Fact]
    public void A_cleared_state_has_read_nothing()
    {
        var options = new NetworkOptions { Layers = 2, Hidden = 7 };
        var network = new FrozenLstm(RandomWeights.Of(Characters, options), Characters, options);
        var states = new LstmStates(network, 3) { Count = 3 };
        Step(4);
        states.Clear(1);
        Step(5);
        var logits = new float[Characters];
        network.Logits(states, 1, 1, logits);
        logits.Should().Equal(Read(network, [5]));
        network.Logits(states, 2, 1, logits);
        logits.Should().Equal(Read(network, [4, 5])[^Characters..]);

        void Step(ushort character)
        {
            states.Characters.Fill(character);
            network.Step(states);
        }
    }

    [Theory]
    [Trait("Case", "T3")]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_weight_that_is_no_number_is_refused_by_the_tensor_s_name(float value)
    {
        var options = new NetworkOptions { Layers = 2, Hidden = 7 };
        foreach (var name in RandomWeights.Of(Characters, options).Select(weight => weight.Name))
        {
            var weights = RandomWeights.Of(Characters, options);
            weights.Single(weight => weight.Name == name).Values[3] = value;
            var freeze = () => new FrozenLstm(weights, Characters, options);
            freeze.Should().Throw<InvalidInputException>().WithMessage($"*{name} holds {value} at place 3*diverged*");
        }
    }

    [Fact]
    public void A_missing_tensor_is_refused_by_its_name()
    {
        var options = new NetworkOptions { Hidden = 7 };
        var freeze = () => new FrozenLstm(RandomWeights.Of(Characters, options), Characters, options with { Layers = 2 });
        freeze.Should().Throw<InvalidInputException>().WithMessage("*lstm.*l1 is missing*");
    }

    [Fact]
    public void A_tensor_of_another_shape_is_refused_with_both_shapes()
    {
        var options = new NetworkOptions { Hidden = 7 };
        var freeze = () => new FrozenLstm(RandomWeights.Of(Characters, options), Characters + 1, options);
        freeze.Should().Throw<InvalidInputException>().WithMessage("*lstm.weight_ih_l0*[28, 11]*[28, 12]*");
    }

    private static void Compare(CharLstm network, FrozenLstm frozen, int[] text)
    {
        var expected = network.call(CharLstmTests.Indices([text])).ToNamed("logits").Values;
        Read(frozen, text).Zip(expected).Max(pair => Math.Abs(pair.First - pair.Second)).Should().BeLessThan(1e-5f);
    }

    // The logits after every character, one after the other.
    private static float[] Read(FrozenLstm network, int[] text)
    {
        var context = new CarryContext(network, 1);
        var all = new float[text.Length * network.Characters];
        for (var t = 0; t < text.Length; t++)
        {
            context.Read([(ushort)text[t]]);
            context.Logits(all.AsSpan(t * network.Characters, network.Characters));
        }

        return all;
    }
}
