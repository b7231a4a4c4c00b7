using ActorLstm.Model.Randomness;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Model.Tests.Randomness;

public sealed class RandomAddressTests
{
    private static readonly Gen<RandomAddress> Addresses =
        from seed in Gen.Long
        from purpose in Gen.OneOf(RandomPurpose.Initialization, RandomPurpose.Shuffle, RandomPurpose.Dropout, RandomPurpose.SeedText, RandomPurpose.Sample)
        from epoch in Gen.Int[0, 100]
        from temperature in Gen.OneOf(0.0, 0.2, 0.5, 1.0, 1.2)
        from replica in Gen.Int[0, 5]
        select new RandomAddress(seed, purpose, epoch, temperature, replica);

    /// <summary>
    /// These numbers are part of every result: they were computed apart from this program, as sha256 over the address
    /// (seed, epoch, temperature, replica, purpose; little-endian) and xoshiro256**. They never change.
    /// </summary>
    [Theory]
    [InlineData(1, RandomPurpose.Initialization, 0, 0, 0, 0x718c66b802634130, 0xc7fddd286d481d37, 0xa54ae3c76e4b6c74)]
    [InlineData(1, RandomPurpose.Shuffle, 1, 0, 0, 0x69260f2b4fc7804b, 0xf0a8783af1d522b7, 0x5ba38ea7b5e1641c)]
    [InlineData(7, RandomPurpose.Dropout, 3, 0, 0, 0xa3073d4991fff10b, 0x1b84716ed1a4f8b7, 0x7d6050fe3b8000be)]
    [InlineData(1, RandomPurpose.SeedText, 2, 0, 0, 0x67bceef61d15c8fe, 0x2746e773b4a63d14, 0x8b9fb2984b41230b)]
    [InlineData(long.MinValue, RandomPurpose.Sample, 60, 1.2, 3, 0xc3a6853585ac9743, 0x78bad4305cb7f168, 0x2dfe061b360e2162)]
    public void The_first_numbers_of_a_stream_never_change(
        long seed, string purpose, int epoch, double temperature, int replica, ulong first, ulong second, ulong third)
    {
        var stream = RandomStream.At(new RandomAddress(seed, purpose, epoch, temperature, replica));
        Enumerable.Range(0, 3).Select(_ => stream.NextBits()).Should().Equal(first, second, third);
    }

    [Fact]
    public void The_same_address_gives_the_same_stream() =>
        Addresses.Sample(address => Numbers(address).Should().Equal(Numbers(address)));

    [Fact]
    public void Another_address_gives_another_stream() =>
        Gen.Select(Addresses, Addresses).Where((one, other) => one != other).Sample((one, other) => Numbers(one).Should().NotIntersectWith(Numbers(other)));

    [Fact]
    public void Every_part_of_an_address_counts()
    {
        var address = new RandomAddress(1, RandomPurpose.Sample, 1, 0.5, 0);
        RandomAddress[] all =
        [
            address, address with { Seed = 2 }, address with { Purpose = RandomPurpose.SeedText }, address with { Epoch = 2 },
            address with { Temperature = 1 }, address with { Replica = 1 },
        ];
        all.SelectMany(Numbers).Should().OnlyHaveUniqueItems();
    }

    [Theory]
    [Trait("Case", "T13")]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public void The_culture_changes_no_number(string culture)
    {
        var address = new RandomAddress(-1, RandomPurpose.Initialization, 1, 1.2, 2);
        var expected = Numbers(address);
        using var _ = new Culture(culture);
        Numbers(address).Should().Equal(expected);
    }

    private static List<ulong> Numbers(RandomAddress address)
    {
        var stream = RandomStream.At(address);
        return [.. Enumerable.Range(0, 8).Select(_ => stream.NextBits())];
    }
}
