using ActorLstm.Model;
using ActorLstm.Model.Corpora;

namespace ActorLstm.Host.Runs;

/// <summary>Finds corpora and reads each once: the runs of a batch or of the service share those that were wanted last. May be used by several threads.</summary>
/// <param name="locator">Finds them.</param>
public sealed class CorpusShelf(CorpusLocator locator)
{
    // A service meets ever new ones: what nobody wanted for long is read anew. Those that runs still use stay with them.
    private const int Room = 8;

    private readonly Lock shelf = new();
    // FindsMoved is null once a corpus was found at its path: it is the same whether or not it is searched for by its hash.
    private readonly LinkedList<(CorpusOptions Options, bool? FindsMoved, Task<Corpus> Reading)> corpora = [];

    /// <summary>A corpus, as its options read it.</summary>
    /// <param name="options">The options.</param>
    /// <param name="search">How far it is searched for, and how much is read.</param>
    /// <param name="cancellation">Ends the waiting for it.</param>
    /// <exception cref="InvalidInputException">It is not found, cannot be read, or is too large.</exception>
    public async Task<Corpus> GetAsync(CorpusOptions options, CorpusSearch search, CancellationToken cancellation)
    {
        while (true)
        {
            var reading = Take(options, search, cancellation);
            try
            {
                var corpus = await reading.WaitAsync(cancellation);
                if (!corpus.File.IsMoved)
                {
                    OfferToEverySearch(reading);
                }

                return corpus;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                Forget(reading); // Whoever wanted it first did not wait for it.
            }
            catch
            {
                Forget(reading); // What could not be read now may be there the next time.
                throw;
            }
        }
    }

    private Task<Corpus> Take(CorpusOptions options, CorpusSearch search, CancellationToken cancellation)
    {
        lock (shelf)
        {
            var known = corpora.FirstOrDefault(corpus => corpus.Options == options && (corpus.FindsMoved ?? search.FindsMoved) == search.FindsMoved);
            if (known.Reading is null)
            {
                known = (options, search.FindsMoved, ReadAsync(options, search, cancellation));
            }
            else
            {
                corpora.Remove(known);
            }

            corpora.AddFirst(known);
            if (corpora.Count > Room)
            {
                corpora.RemoveLast();
            }

            return known.Reading;
        }
    }

    private void OfferToEverySearch(Task<Corpus> reading)
    {
        lock (shelf)
        {
            if (corpora.FirstOrDefault(corpus => corpus.Reading == reading) is { FindsMoved: not null } known)
            {
                corpora.Find(known)!.Value = known with { FindsMoved = null };
            }
        }
    }

    private void Forget(Task<Corpus> reading)
    {
        lock (shelf)
        {
            if (corpora.FirstOrDefault(corpus => corpus.Reading == reading) is { Reading: not null } known)
            {
                corpora.Remove(known);
            }
        }
    }

    private async Task<Corpus> ReadAsync(CorpusOptions options, CorpusSearch search, CancellationToken cancellation) =>
        Corpus.Read(await locator.FindAsync(options, search, cancellation), options);
}
