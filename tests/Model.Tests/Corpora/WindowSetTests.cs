using ActorLstm.Model.Corpora;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Model.Tests.Corpora;

public sealed class WindowSetTests
{
    [Theory]
    [Trait("Case", "T5")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60)]
    public void A_text_too_short_for_one_window_is_refused_with_the_sizes_needed_and_found(int characters)
    {
        var cut = () => new WindowSet(characters, new WindowOptions { MaxLength = 60 });
        cut.Should().Throw<InvalidInputException>().WithMessage($"*windows.maxlen = 60*at least 61 characters*the text has {characters}.*");
    }

    [Theory]
    [Trait("Case", "T5")]
    [InlineData(61, 1, 1)]
    [InlineData(61, 3, 1)]
    [InlineData(62, 1, 2)]
    [InlineData(62, 3, 1)]
    public void The_shortest_text_gives_one_window(int characters, int step, int count) =>
        new WindowSet(characters, new WindowOptions { MaxLength = 60, Step = step }).Count.Should().Be(count);

    [Fact]
    public void There_are_as_many_windows_as_fit_with_their_targets() =>
        Gen.Select(Gen.Int[1, 500], Gen.Int[1, 80], Gen.Int[1, 20]).Where((characters, maxLength, _) => characters > maxLength).Sample((characters, maxLength, step) =>
        {
            var windows = new WindowSet(characters, new WindowOptions { MaxLength = maxLength, Step = step });
            windows.Count.Should().Be(Enumerable.Range(0, characters).Count(start => start % step == 0 && start + maxLength < characters));
            windows.TargetOf(windows.Count - 1).Should().BeLessThan(characters);
            windows.StartOf(windows.Count - 1).Should().Be((windows.Count - 1) * step);
        });

    [Theory]
    [InlineData(1, 10)]
    [InlineData(3, 4)]
    [InlineData(10, 1)]
    [InlineData(11, 1)]
    public void The_last_partial_batch_counts(int batchSize, int batches) =>
        new WindowSet(15, new WindowOptions { MaxLength = 5, Step = 1 }).BatchesOf(batchSize).Should().Be(batches);
}
