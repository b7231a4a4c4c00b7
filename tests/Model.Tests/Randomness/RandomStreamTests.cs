using ActorLstm.Model.Randomness;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Model.Tests.Randomness;

public sealed class RandomStreamTests
{
    private static readonly RandomAddress Address = new(1, RandomPurpose.Sample, 1, 0.5);

    [Fact]
    public void It_is_the_published_xoshiro256_starstar()
    {
        var stream = new RandomStream([1, 2, 3, 4]);
        ulong[] published =
        [
            11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600, 16172922978634559625,
            8476171486693032832, 10595114339597558777, 2904607092377533576,
        ];
        Enumerable.Range(0, 10).Select(_ => stream.NextBits()).Should().Equal(published);
    }

    [Fact]
    public void Doubles_are_the_upper_53_bits()
    {
        var stream = RandomStream.At(Address);
        Enumerable.Range(0, 3).Select(_ => stream.NextDouble()).Should().Equal(0.5698179883955401, 0.9926883392751343, 0.280241858564258);
    }

    [Fact]
    public void Doubles_are_at_least_0_and_below_1()
    {
        // The first number is 0 for s1 = 0; 1 less 2^-53 is the greatest that 53 bits give.
        new RandomStream([1, 0, 0, 0]).NextDouble().Should().Be(0);
        var stream = RandomStream.At(Address);
        var drawn = Enumerable.Range(0, 100_000).Select(_ => stream.NextDouble()).ToList();
        drawn.Should().OnlyContain(value => value >= 0 && value < 1);
        drawn.Average().Should().BeApproximately(0.5, 0.005);
    }

    [Fact]
    public void Doubles_are_uniform()
    {
        var stream = RandomStream.At(Address);
        var counts = new long[100];
        for (var i = 0; i < 200_000; i++)
        {
            counts[(int)(stream.NextDouble() * 100)]++;
        }

        ChiSquared.Fits(counts, [.. Enumerable.Repeat(0.01, 100)]).Should().BeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(57)]
    [InlineData(1000)]
    public void Integers_are_uniform(int count)
    {
        var stream = RandomStream.At(Address);
        var counts = new long[count];
        for (var i = 0; i < 200_000; i++)
        {
            counts[stream.NextInt(count)]++;
        }

        ChiSquared.Fits(counts, [.. Enumerable.Repeat(1.0 / count, count)]).Should().BeTrue();
    }

    // Without the rejection of some numbers, one in three of this range would be drawn two times where the others are drawn three times.
    [Fact]
    public void Integers_of_a_large_range_have_no_bias()
    {
        const int range = 3 << 29;
        var stream = RandomStream.At(Address);
        var counts = new long[3];
        for (var i = 0; i < 300_000; i++)
        {
            var drawn = stream.NextInt(range);
            drawn.Should().BeInRange(0, range - 1);
            counts[drawn % 3]++;
        }

        ChiSquared.Fits(counts, [1.0 / 3, 1.0 / 3, 1.0 / 3]).Should().BeTrue();
    }

    [Fact]
    public void Integers_stay_in_their_range() => Gen.Select(Gen.Long, Gen.Int[1, int.MaxValue]).Sample((seed, maximum) =>
    {
        var stream = RandomStream.At(Address with { Seed = seed });
        for (var i = 0; i < 20; i++)
        {
            stream.NextInt(maximum).Should().BeInRange(0, maximum - 1);
        }
    });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void An_empty_range_is_refused(int maximum)
    {
        var draw = () => RandomStream.At(Address).NextInt(maximum);
        draw.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Normal_numbers_have_mean_0_and_variance_1_and_the_right_tails()
    {
        var stream = RandomStream.At(Address);
        var drawn = Enumerable.Range(0, 200_000).Select(_ => stream.NextNormal()).ToList();
        drawn.Average().Should().BeApproximately(0, 0.01);
        drawn.Average(value => value * value).Should().BeApproximately(1, 0.02);
        drawn.Average(value => Math.Abs(value) < 1 ? 1.0 : 0).Should().BeApproximately(0.6827, 0.005);
        drawn.Average(value => value > 1.96 ? 1.0 : 0).Should().BeApproximately(0.025, 0.002);
        drawn.Should().OnlyContain(value => double.IsFinite(value));
    }

    [Fact]
    public void Shuffling_keeps_every_item() => Gen.Select(Gen.Long, Gen.Int.Array[0, 50]).Sample((seed, items) =>
    {
        var shuffled = items.ToArray();
        RandomStream.At(Address with { Seed = seed }).Shuffle<int>(shuffled);
        shuffled.Order().Should().Equal(items.Order());
    });

    [Fact]
    public void Every_order_is_equally_likely()
    {
        var stream = RandomStream.At(Address);
        var counts = new Dictionary<string, long>();
        for (var i = 0; i < 60_000; i++)
        {
            char[] items = ['a', 'b', 'c', 'd'];
            stream.Shuffle<char>(items);
            counts[new string(items)] = counts.GetValueOrDefault(new string(items)) + 1;
        }

        counts.Should().HaveCount(24);
        ChiSquared.Fits([.. counts.Values], [.. Enumerable.Repeat(1.0 / 24, 24)]).Should().BeTrue();
    }
}
