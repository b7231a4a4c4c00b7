using System.Text;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;

namespace ActorLstm.Tests.Support;

/// <summary>Small corpora for tests.</summary>
public static class Texts
{
    /// <summary>A corpus of these bytes.</summary>
    public static Corpus Corpus(byte[] content, string name = "test", CorpusOptions? options = null) =>
        ActorLstm.Model.Corpora.Corpus.Read(CorpusFile.Of(name, "memory", content), options ?? new CorpusOptions { Source = name });

    /// <summary>A corpus of this text.</summary>
    public static Corpus Corpus(string text, CorpusOptions? options = null) => Corpus(Encoding.UTF8.GetBytes(text), options: options);

    /// <summary>A few thousand characters that a small network learns something from in a second.</summary>
    public static Corpus Proverbs => Corpus(string.Concat(Enumerable.Repeat(
        "the river asks no leave of the stone, and the stone keeps no ledger of the river. what is patient is not slow; what is slow is not always patient. ", 20)));

    /// <summary>An experiment on such a corpus that trains in a second or two.</summary>
    public static Experiment SmallExperiment => new()
    {
        Name = "small",
        Seed = 7,
        Epochs = 2,
        Corpus = new CorpusOptions { Source = "test" },
        Windows = new WindowOptions { MaxLength = 12, Step = 3 },
        Network = new() { Hidden = 16 },
        Training = new() { BatchSize = 32, Threads = 1, Device = "cpu" },
        Sampling = new() { Length = 50, Temperatures = [0.5, 1.0] },
    };
}
