using ActorLstm.Model.Corpora;
using Xunit;

namespace ActorLstm.Tests.Support;

/// <summary>The book's corpus, which is not part of the project: tests that need it skip, and say why, where it is absent.</summary>
public static class Nietzsche
{
    private static readonly Lazy<Corpus> Shared = new(Read);

    /// <summary>The folder that holds it.</summary>
    public static string Folder
    {
        get
        {
            var places = CorpusPlaces.FromEnvironment(Environment.GetEnvironmentVariable);
            var folder = places.DataFolders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "nietzsche.txt")));
            Assert.SkipWhen(
                folder is null,
                $"nietzsche.txt is in none of the folders of {CorpusPlaces.DataVariable} ({string.Join(", ", places.DataFolders)}): "
                + "download it from https://s3.amazonaws.com/text-datasets/nietzsche.txt and name its folder there to run this test.");
            return Path.GetFullPath(folder!);
        }
    }

    /// <summary>The corpus as the book's experiment reads it.</summary>
    public static Corpus Corpus
    {
        get
        {
            _ = Folder;
            return Shared.Value;
        }
    }

    private static Corpus Read() => Texts.Corpus(File.ReadAllBytes(Path.Combine(Folder, "nietzsche.txt")), "nietzsche");
}
