using System.Text;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Corpora;

[Collection(Alone.Name)]
public sealed class CorpusMemoryTests
{
    private const int Characters = 20_000_000;

    [Fact]
    [Trait("Case", "T12")]
    public void What_stays_in_memory_is_two_bytes_a_character_whatever_the_windows()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (corpus, windows) = Read();
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;

        windows.Count.Should().Be(Characters - 60);
        corpus.Length.Should().Be(Characters);
        kept.Should().BeInRange(19L * Characters / 10, 3L * Characters);
        GC.KeepAlive(corpus);
        GC.KeepAlive(windows);
    }

    [Fact]
    [Trait("Case", "T12")]
    public void Reading_allocates_a_small_multiple_of_the_text()
    {
        var content = Content();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var corpus = Texts.Corpus(content);
        _ = new WindowSet(corpus.Length, new WindowOptions { Step = 1 });
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(16L * Characters);
    }

    // Apart, so that nothing of it stays on the stack of the caller.
    private static (Corpus Corpus, WindowSet Windows) Read()
    {
        var corpus = Texts.Corpus(Content());
        return (corpus, new WindowSet(corpus.Length, new WindowOptions { Step = 1 }));
    }

    private static byte[] Content()
    {
        var content = new byte[Characters];
        var pattern = Encoding.ASCII.GetBytes("All that is patient is not slow. ");
        for (var i = 0; i < content.Length; i++)
        {
            content[i] = pattern[i % pattern.Length];
        }

        return content;
    }
}
