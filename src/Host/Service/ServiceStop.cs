namespace ActorLstm.Host.Service;

/// <summary>The moment at which streams to watchers end because the service stops. By then its runs have ended, and the watchers know.</summary>
internal sealed class ServiceStop : IDisposable
{
    private readonly CancellationTokenSource source = new();

    /// <summary>Cancelled at that moment.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>It has come.</summary>
    public Task CancelAsync() => source.CancelAsync();

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();
}
