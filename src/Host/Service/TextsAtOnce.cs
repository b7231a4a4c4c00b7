namespace ActorLstm.Host.Service;

/// <summary>Keeps texts on demand from slowing the training down: so many grow at once, and no more. May be used by several threads.</summary>
internal sealed class TextsAtOnce
{
    private const int Most = 8;

    private int growing;

    /// <summary>Takes a place, which is given back when it is disposed.</summary>
    /// <exception cref="ServiceFullException">All are taken.</exception>
    public IDisposable Take()
    {
        if (Interlocked.Increment(ref growing) <= Most)
        {
            return new Place(this);
        }

        Interlocked.Decrement(ref growing);
        throw new ServiceFullException($"{Most} texts grow at this moment, the most at once. Ask again in a while.", IsBusy: true);
    }

    private sealed class Place(TextsAtOnce texts) : IDisposable
    {
        private bool isGiven;

        public void Dispose()
        {
            if (!isGiven)
            {
                isGiven = true;
                Interlocked.Decrement(ref texts.growing);
            }
        }
    }
}
