using System.Threading.Channels;
using Xunit;

namespace ActorLstm.Actors.Tests.Support;

/// <summary>A place where the thread of an actor waits until the test lets it go on; disposed, it stands open.</summary>
internal sealed class Gate<T> : IDisposable
{
    private readonly Channel<T> arrivals = Channel.CreateUnbounded<T>();
    private readonly SemaphoreSlim passes = new(0);

    /// <summary>Waits here.</summary>
    public void Pass(T visitor)
    {
        arrivals.Writer.TryWrite(visitor);
        passes.Wait();
    }

    /// <summary>The next one that stands here.</summary>
    public Task<T> Arrival() => arrivals.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();

    /// <summary>The next so many that stand here.</summary>
    public async Task<IReadOnlyList<T>> Arrivals(int count)
    {
        var visitors = new List<T>();
        while (visitors.Count < count)
        {
            visitors.Add(await Arrival());
        }

        return visitors;
    }

    /// <summary>Lets one go on.</summary>
    public void Let() => passes.Release();

    /// <summary>Lets everyone go on from now on.</summary>
    public void Dispose() => passes.Release(1_000_000);
}
