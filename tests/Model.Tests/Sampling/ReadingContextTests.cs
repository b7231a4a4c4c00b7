using ActorLstm.Model.Networks;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Tests.Networks;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Model.Tests.Sampling;

public sealed class ReadingContextTests
{
    private const int Characters = 11;
    private const int MaxLength = 12;

    [Theory]
    [InlineData(1, 16)]
    [InlineData(2, 7)]
    [InlineData(3, 33)]
    public void A_window_context_has_the_bits_of_reading_the_last_window_anew(int layers, int hidden)
    {
        var network = Network(layers, hidden);
        var text = RandomWeights.Rows(Characters, 1, 4 * MaxLength)[0];
        var context = new WindowContext(network, MaxLength, 1);
        for (var read = 1; read <= text.Length; read++)
        {
            context.Read([(ushort)text[read - 1]]);
            Logits(context).Should().Equal(Afresh(network, text[..read].TakeLast(MaxLength)), "{0} characters were read", read);
        }
    }

    [Fact]
    public void It_has_them_for_any_length_of_window_and_text() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[0, Characters - 1].Array[1, 60]).Sample((maxLength, text) =>
        {
            var network = Network(1, 5);
            var context = new WindowContext(network, maxLength, 1);
            foreach (var character in text)
            {
                context.Read([(ushort)character]);
            }

            Logits(context).Should().Equal(Afresh(network, text.TakeLast(maxLength)));
        });

    [Theory]
    [Trait("Case", "T7")]
    [InlineData(1)]
    [InlineData(MaxLength - 1)]
    [InlineData(MaxLength)]
    public void A_seed_text_not_longer_than_a_window_is_read_from_its_own_beginning(int length)
    {
        var network = Network(2, 7);
        var seed = RandomWeights.Rows(Characters, 1, length)[0];
        var context = new WindowContext(network, MaxLength, 1);
        Array.ForEach(seed, character => context.Read([(ushort)character]));
        Logits(context).Should().Equal(Afresh(network, seed));
    }

    [Fact]
    public void A_window_context_forgets_what_lies_before_the_window_and_a_carry_context_does_not()
    {
        var network = Network(1, 16);
        int[] one = [1, .. RandomWeights.Rows(Characters, 1, MaxLength)[0]];
        int[] other = [2, .. one[1..]];
        After(new WindowContext(network, MaxLength, 1), one).Should().Equal(After(new WindowContext(network, MaxLength, 1), other));
        After(new CarryContext(network, 1), one).SequenceEqual(After(new CarryContext(network, 1), other)).Should().BeFalse();
    }

    [Theory]
    [InlineData(SamplingContext.Window)]
    [InlineData(SamplingContext.Carry)]
    public void A_text_s_logits_are_the_same_whatever_the_texts_beside_it(SamplingContext kind)
    {
        var network = Network(2, 33);
        for (var count = 1; count <= 9; count++)
        {
            var texts = RandomWeights.Rows(Characters, count, 3 * MaxLength);
            var together = IReadingContext.Of(kind, network, MaxLength, count);
            var alone = texts.Select(_ => IReadingContext.Of(kind, network, MaxLength, 1)).ToList();
            for (var read = 0; read < 3 * MaxLength; read++)
            {
                together.Read([.. texts.Select(text => (ushort)text[read])]);
                for (var text = 0; text < count; text++)
                {
                    alone[text].Read([(ushort)texts[text][read]]);
                }
            }

            var logits = new float[count * Characters];
            together.Logits(logits);
            logits.Should().Equal(alone.SelectMany(Logits));
        }
    }

    [Fact]
    public void A_context_is_what_the_configuration_names()
    {
        var network = Network(1, 3);
        IReadingContext.Of(SamplingContext.Window, network, 5, 1).Should().BeOfType<WindowContext>();
        IReadingContext.Of(SamplingContext.Carry, network, 5, 1).Should().BeOfType<CarryContext>();
    }

    private static FrozenLstm Network(int layers, int hidden)
    {
        var options = new NetworkOptions { Layers = layers, Hidden = hidden };
        return new FrozenLstm(RandomWeights.Of(Characters, options), Characters, options);
    }

    private static float[] Afresh(FrozenLstm network, IEnumerable<int> text) => After(new CarryContext(network, 1), text);

    private static float[] After(IReadingContext context, IEnumerable<int> text)
    {
        foreach (var character in text)
        {
            context.Read([(ushort)character]);
        }

        return Logits(context);
    }

    private static float[] Logits(IReadingContext context)
    {
        var logits = new float[Characters];
        context.Logits(logits);
        return logits;
    }
}
