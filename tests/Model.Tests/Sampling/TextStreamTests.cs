using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Tests.Networks;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Sampling;

public sealed class TextStreamTests
{
    private const int Characters = 11;
    private static readonly NetworkOptions Options = new() { Layers = 2, Hidden = 16, Dropout = 0.5 };
    private readonly FrozenLstm network = new(RandomWeights.Of(Characters, Options), Characters, Options);

    [Theory]
    [Trait("Case", "T4")]
    [InlineData(SamplingContext.Window)]
    [InlineData(SamplingContext.Carry)]
    public void With_dropout_in_training_the_likeliest_text_is_the_same_whatever_is_drawn(SamplingContext context) =>
        Drawn(context, temperature: 0, seed: 1).Should().Equal(Drawn(context, temperature: 0, seed: 2));

    [Theory]
    [InlineData(SamplingContext.Window)]
    [InlineData(SamplingContext.Carry)]
    public void The_same_address_gives_the_same_text_and_another_gives_another(SamplingContext context)
    {
        Drawn(context, 1, seed: 1).Should().Equal(Drawn(context, 1, seed: 1));
        Drawn(context, 1, seed: 1).SequenceEqual(Drawn(context, 1, seed: 2)).Should().BeFalse();
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.2)]
    public void What_is_measured_is_the_mean_over_the_characters_drawn(double temperature)
    {
        ushort[] seed = [3, 1, 4];
        var stream = Start(SamplingContext.Carry, temperature, 1, seed);
        var drawn = Enumerable.Range(0, 30).Select(_ => (int)stream.Next()).ToArray();

        var logits = new ReferenceLstm(Characters, Options, every: true, RandomWeights.Of(Characters, Options)).Logits([.. seed, .. drawn]);
        var (logProbability, entropy) = (0.0, 0.0);
        for (var i = 0; i < drawn.Length; i++)
        {
            var row = logits[seed.Length - 1 + i];
            logProbability += Math.Log(Softmax(row, 1)[drawn[i]]) / drawn.Length;
            entropy -= Softmax(row, temperature).Sum(p => p * Math.Log(p)) / drawn.Length;
        }

        stream.Measures.LogProbability.Should().BeApproximately(logProbability, 1e-5);
        stream.Measures.Entropy.Should().BeApproximately(entropy, 1e-5);
    }

    [Fact]
    public void Before_the_first_character_nothing_is_measured() =>
        Start(SamplingContext.Window, 1, 1, [0]).Measures.Should().Be(new SampleMeasures(0, 0));

    [Fact]
    public void The_likeliest_text_has_no_entropy()
    {
        var stream = Start(SamplingContext.Window, 0, 1, [1]);
        _ = Enumerable.Range(0, 5).Select(_ => stream.Next()).ToList();
        stream.Measures.Entropy.Should().Be(0);
        stream.Measures.LogProbability.Should().BeNegative();
    }

    [Theory]
    [Trait("Case", "T13")]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public void The_culture_changes_no_text(string culture)
    {
        var expected = Drawn(SamplingContext.Window, 1.2, 1);
        using var _ = new Culture(culture);
        Drawn(SamplingContext.Window, 1.2, 1).Should().Equal(expected);
    }

    private static double[] Softmax(double[] logits, double temperature)
    {
        var weights = logits.Select(logit => Math.Exp(logit / temperature)).ToList();
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    private List<ushort> Drawn(SamplingContext context, double temperature, long seed)
    {
        var stream = Start(context, temperature, seed, [1, 2, 3, 4, 5]);
        return [.. Enumerable.Range(0, 60).Select(_ => stream.Next())];
    }

    private Text Start(SamplingContext context, double temperature, long seed, ushort[] seedText) =>
        new(network, context, temperature, seed, seedText);

    private sealed class Text
    {
        private readonly IReadingContext context;
        private readonly TextStream stream;
        private readonly float[] logits = new float[Characters];

        public Text(FrozenLstm network, SamplingContext kind, double temperature, long seed, ushort[] seedText)
        {
            context = IReadingContext.Of(kind, network, 12, 1);
            stream = new TextStream(new TemperatureDraw(Characters, temperature), RandomStream.At(new RandomAddress(seed, RandomPurpose.Sample, 1, temperature)));
            Array.ForEach(seedText, character => context.Read([character]));
        }

        public SampleMeasures Measures => stream.Measures;

        public ushort Next()
        {
            context.Logits(logits);
            var next = stream.Next(logits);
            context.Read([next]);
            return next;
        }
    }
}
