using ActorLstm.Model.Corpora;
using ActorLstm.Model.Networks;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;
using static TorchSharp.torch;

namespace ActorLstm.Model.Tests.Corpora;

/// <summary>The known figures of the book's experiment: a wrong reading of the text shows here first.</summary>
public sealed class NietzscheTests
{
    private const string Alphabet = "\n !\"'(),-.0123456789:;=?[]_abcdefghijklmnopqrstuvwxyzäæéë";

    [Fact]
    public void It_has_the_published_bytes()
    {
        Nietzsche.Corpus.File.Bytes.Should().Be(600_901);
        Nietzsche.Corpus.File.Sha256.Should().Be("23cf69874ab69d3d256099ab530ea4be24d47d9675b673bcc67cbcd6298ec647");
        KnownCorpus.Find("nietzsche")!.Sha256.Should().Be(Nietzsche.Corpus.File.Sha256);
    }

    [Fact]
    public void It_has_600_893_characters_of_which_57_are_distinct()
    {
        Nietzsche.Corpus.Length.Should().Be(600_893);
        Nietzsche.Corpus.Vocabulary.Count.Should().Be(57);
        Nietzsche.Corpus.Vocabulary.ToString().Should().Be(Alphabet);
    }

    [Theory]
    [InlineData(60, 200_278)]
    [InlineData(40, 200_285)]
    public void Step_3_cuts_it_into_the_windows_of_the_book(int maxLength, int count) =>
        new WindowSet(Nietzsche.Corpus.Length, new WindowOptions { MaxLength = maxLength, Step = 3 }).Count.Should().Be(count);

    [Fact]
    public void An_epoch_has_1_565_batches_of_128_and_the_last_one_has_86_windows()
    {
        var windows = new WindowSet(Nietzsche.Corpus.Length, new WindowOptions());
        windows.BatchesOf(128).Should().Be(1_565);
        (windows.Count - 1_564 * 128).Should().Be(86);
    }

    [Theory]
    [InlineData(0, "preface\n\n\nsupposing that truth is a woman--what then? is the", "r")]
    [InlineData(1, "face\n\n\nsupposing that truth is a woman--what then? is there ", "n")]
    public void Its_first_windows_and_their_targets_are_the_book_s(int window, string text, string target)
    {
        var windows = new WindowSet(Nietzsche.Corpus.Length, new WindowOptions());
        Nietzsche.Corpus.TextAt(windows.StartOf(window), 60).Should().Be(text);
        Nietzsche.Corpus.TextAt(windows.TargetOf(window), 1).Should().Be(target);
    }

    [Fact]
    public void A_wrong_encoding_shows_as_600_901_characters_and_59_distinct_ones()
    {
        var bytes = File.ReadAllBytes(Path.Combine(Nietzsche.Folder, "nietzsche.txt"));
        var wrong = Texts.Corpus(bytes, options: new CorpusOptions { Source = "test", Encoding = "iso-8859-1" });
        wrong.Length.Should().Be(600_901);
        wrong.Vocabulary.Count.Should().Be(59);
    }

    [Fact]
    public void The_book_s_network_has_102_585_trainable_parameters()
    {
        new NetworkOptions().Parameters(57).Should().Be(102_585);
        using var network = new CharLstm(57, new NetworkOptions(), Targets.Last, CPU);
        network.parameters().Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel()).Should().Be(102_585);
    }

    [Theory]
    [InlineData(1, 3.019)]
    [InlineData(2, 2.429)]
    [InlineData(3, 1.945)]
    public void What_its_characters_tell_of_the_next_one_is_as_published(int order, double nats)
    {
        var text = Nietzsche.Corpus.Indices;
        var counts = new int[(int)Math.Pow(57, order)];
        for (var i = 0; i + order <= text.Length; i++)
        {
            var place = 0;
            foreach (var character in text.Slice(i, order))
            {
                place = place * 57 + character;
            }

            counts[place]++;
        }

        var entropy = counts.Chunk(57).Sum(next => next.Where(count => count > 0).Sum(count => -count * Math.Log((double)count / next.Sum())));
        (entropy / counts.Sum()).Should().BeApproximately(nats, 0.0005);
    }

    [Fact]
    public void Always_a_space_is_right_in_15_18_percent()
    {
        Nietzsche.Corpus.Vocabulary.TryIndexOf(new(' '), out var space).Should().BeTrue();
        ((double)Nietzsche.Corpus.Indices.Count(space) / Nietzsche.Corpus.Length).Should().BeApproximately(0.1518, 0.00005);
    }
}
