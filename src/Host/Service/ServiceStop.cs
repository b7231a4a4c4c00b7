namespace ActorLstm.Host.Service;

/// <summary>The end of the service: first it ends its runs, so that watchers are told how they ended, then the streams to the watchers.</summary>
internal sealed class ServiceStop : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private volatile bool hasBegun;

    /// <summary>Whether the service has begun to end its runs.</summary>
    public bool HasBegun => hasBegun;

    /// <summary>Cancelled when streams to watchers end.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>The service ends its runs from now on.</summary>
    public void Begin() => hasBegun = true;

    /// <summary>The streams to watchers end now.</summary>
    public Task CancelAsync() => source.CancelAsync();

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();
}
