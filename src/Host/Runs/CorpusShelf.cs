using ActorLstm.Model;
using ActorLstm.Model.Corpora;

namespace ActorLstm.Host.Runs;

/// <summary>Finds corpora and reads each once: the runs of a batch share them. May be used by several threads.</summary>
/// <param name="locator">Finds them.</param>
public sealed class CorpusShelf(CorpusLocator locator)
{
    private readonly Lock shelf = new();
    private readonly Dictionary<CorpusOptions, Task<Corpus>> corpora = [];

    /// <summary>A corpus, as its options read it.</summary>
    /// <exception cref="InvalidInputException">It is not found, or cannot be read.</exception>
    public async Task<Corpus> GetAsync(CorpusOptions options, CancellationToken cancellation)
    {
        Task<Corpus> reading;
        lock (shelf)
        {
            if (!corpora.TryGetValue(options, out reading!))
            {
                corpora[options] = reading = ReadAsync(options, cancellation);
            }
        }

        try
        {
            return await reading;
        }
        catch
        {
            // What could not be read now may be there the next time.
            lock (shelf)
            {
                corpora.Remove(options);
            }

            throw;
        }
    }

    private async Task<Corpus> ReadAsync(CorpusOptions options, CancellationToken cancellation) =>
        Corpus.Read(await locator.FindAsync(options, cancellation), options);
}
