using ActorLstm.Host.Cluster;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Host.Tests.Cluster;

public sealed class JoinTests
{
    [Theory]
    [InlineData(0, new int[0], new int[0])]
    [InlineData(0, new[] { 1, 2, 3 }, new[] { 1, 2, 3 })]
    [InlineData(0, new[] { 1, 2 }, new[] { 1, 2, 3 })] // one of its nodes does not reach the database
    [InlineData(1, new[] { 1, 2, 3 }, new[] { 1 })]
    [InlineData(0, new[] { 1, 2, 3 }, new[] { 2, 3 })]
    [InlineData(0, new[] { -1, 2 }, new[] { -1 })]
    [InlineData(1, new[] { -1, 2 }, new[] { 2 })]
    [InlineData(1, new[] { 1 }, new int[0])]
    public void A_cluster_ends_where_another_has_more_nodes(int ends, int[] listed, int[] own) =>
        JoinActor.IsSmaller(listed.ToHashSet(), own.ToHashSet()).Should().Be(ends == 1);

    [Fact]
    public void Of_two_clusters_one_ends() => Gen.Int[-20, 20].HashSet[1, 12].SelectMany(all => Gen.Shuffle(all.ToArray()).Select(Gen.Int[1, all.Count], (shuffled, first) => (all, shuffled, first))).Sample(
        (all, shuffled, first) =>
        {
            var (one, other) = (shuffled.Take(first).ToHashSet(), shuffled.Skip(first).ToHashSet());
            JoinActor.IsSmaller(all, one).Should().Be(!JoinActor.IsSmaller(all, other));
        });

    [Fact]
    public void Names_have_numbers_of_their_own() =>
        Enumerable.Range(1, 2000).Select(node => NodeLocks.NumberOf($"node{node}.example:4053")).Should().OnlyHaveUniqueItems();
}
