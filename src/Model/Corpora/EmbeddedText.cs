namespace ActorLstm.Model.Corpora;

/// <summary>The text that is embedded in the program, so that it works with no network.</summary>
public static class EmbeddedText
{
    private const string Resource = "ActorLstm.Model.Corpora.sample.txt";

    /// <summary>Reads it.</summary>
    public static CorpusFile Read()
    {
        using var stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the program: it was built without its sample text.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return CorpusFile.Of(KnownCorpus.Sample, "embedded in the program", content) with { Source = KnownCorpus.Sample };
    }
}
