using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Randomness;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Tests.Checkpoints;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Sampling;

public sealed class SamplerTests
{
    private static readonly SamplingOptions Options = new() { Length = 400 };
    private readonly Checkpoint checkpoint = Opinionated(SmallCheckpoint.Of(3));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void The_size_of_the_slices_changes_no_character(int slice)
    {
        var sampler = Start();
        while (!sampler.Advance(slice))
        {
            sampler.Text.EnumerateRunes().Count().Should().BeLessThan(400);
        }

        sampler.Text.EnumerateRunes().Count().Should().Be(400);
        sampler.Text.Should().Be(Text());
    }

    [Fact]
    public void A_complete_text_grows_no_more()
    {
        var sampler = Start();
        sampler.Advance(400).Should().BeTrue();
        var text = sampler.Text;
        sampler.Advance(1).Should().BeTrue();
        sampler.Text.Should().Be(text);
    }

    [Fact]
    public void Before_the_first_character_there_is_no_text() => Start().Text.Should().BeEmpty();

    [Fact]
    [Trait("Case", "T10")]
    public void Its_text_has_whole_characters_beyond_the_basic_plane() => Text().Should().Contain("😀").And.NotContain("\uFFFD");

    [Fact]
    public void Every_part_of_the_address_and_the_options_counts()
    {
        string[] texts =
        [
            Text(), Text(replica: 1), Text(temperature: 1.2), Text(seedText: "a"), Text(options: Options with { TopK = 2 }),
            Text(options: Options with { TopP = 0.5 }), Text(options: Options with { Context = SamplingContext.Carry }),
        ];
        texts.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    [Trait("Case", "T4")]
    public void Temperature_0_gives_the_same_text_whatever_the_replica() => Text(temperature: 0).Should().Be(Text(temperature: 0, replica: 1));

    [Fact]
    [Trait("Case", "T7")]
    public void A_text_needs_a_seed_text()
    {
        var start = () => Start(seedText: "");
        start.Should().Throw<InvalidInputException>().WithMessage("The seed text is empty*");
    }

    [Theory]
    [InlineData(SamplingContext.Window)]
    [InlineData(SamplingContext.Carry)]
    public void Texts_that_grow_together_are_those_that_grow_alone(SamplingContext context)
    {
        var options = Options with { Context = context, Length = 50 };
        List<(double Temperature, int Replica)> which = [(0, 0), (0.5, 0), (0.5, 1), (1, 0), (1.2, 3)];
        var batch = new SampleBatch(
            checkpoint.Manifest, checkpoint.Freeze(), options, "ab",
            [.. which.Select(text => new RandomAddress(1, RandomPurpose.Sample, 3, text.Temperature, text.Replica))]);
        batch.Advance(17).Should().BeFalse();
        batch.Advance(100).Should().BeTrue();
        for (var text = 0; text < which.Count; text++)
        {
            var alone = Start(which[text].Temperature, which[text].Replica, "ab", options);
            alone.Advance(50);
            batch.TextOf(text).Should().Be(alone.Text);
            batch.MeasuresOf(text).Should().Be(alone.Measures);
        }
    }

    [Fact]
    [Trait("Case", "T7")]
    public void A_seed_text_of_other_characters_is_refused()
    {
        var start = () => Start(seedText: "ab!");
        start.Should().Throw<InvalidInputException>().WithMessage("*'!' (U+0021) at position 2*");
    }

    // With larger weights, so that what was read long ago still changes what is likely now.
    private static Checkpoint Opinionated(Checkpoint checkpoint) => checkpoint with
    {
        Weights = [.. checkpoint.Weights.Select(weight => weight with { Values = [.. weight.Values.Select(value => 5 * value)] })],
    };

    private string Text(double temperature = 1, int replica = 0, string seedText = "ab\n😀", SamplingOptions? options = null)
    {
        var sampler = Start(temperature, replica, seedText, options);
        sampler.Advance(1000);
        return sampler.Text;
    }

    private Sampler Start(double temperature = 1, int replica = 0, string seedText = "ab\n😀", SamplingOptions? options = null) => new(
        checkpoint.Manifest,
        checkpoint.Freeze(),
        options ?? Options,
        seedText,
        new RandomAddress(1, RandomPurpose.Sample, 3, temperature, replica));
}
