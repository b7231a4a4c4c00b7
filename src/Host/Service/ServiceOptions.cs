using System.Net;
using ActorLstm.Host.Service.Webhooks;

namespace ActorLstm.Host.Service;

/// <summary>How the hosted service works: <c>config/service.conf</c> explains each.</summary>
internal sealed record ServiceOptions
{
    /// <summary>Where it listens.</summary>
    public required IReadOnlyList<string> Urls { get; init; }

    /// <summary>The address at which browsers reach it, where that is not one of <see cref="Urls"/>: that of a proxy. Null where there is none.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>The proxies whose word on the address of a client and on its scheme counts.</summary>
    public required IReadOnlyList<IPNetwork> TrustedProxies { get; init; }

    /// <summary>How many runs go on at once, at least 1.</summary>
    public required int ConcurrentRuns { get; init; }

    /// <summary>Threads of a run that names none, at least 1.</summary>
    public required int Threads { get; init; }

    /// <summary>How many runs may wait.</summary>
    public required int QueueLength { get; init; }

    /// <summary>How many runs that have not ended all batches may have together.</summary>
    public required int BatchRuns { get; init; }

    /// <summary>Submissions are refused while the disk has less room, bytes.</summary>
    public required long DiskReserve { get; init; }

    /// <summary>Memory that the service keeps for itself beside the program: pages, watchers, texts on demand; bytes.</summary>
    public required long MemoryReserve { get; init; }

    /// <summary>The largest body of a request, bytes.</summary>
    public required long LargestRequest { get; init; }

    /// <summary>How many pages of one client may be open, at least 1.</summary>
    public required int PagesPerClient { get; init; }

    /// <summary>How many event streams one client may watch, at least 1.</summary>
    public required int WatchersPerClient { get; init; }

    /// <summary>Who may do everything; null where everybody may.</summary>
    public string? OperatorTokenFile { get; init; }

    /// <summary>Who may look; null where nobody may who is no operator.</summary>
    public string? ViewerTokenFile { get; init; }

    /// <summary>Where the service writes what happens.</summary>
    public required ServiceLogOptions Log { get; init; }

    /// <summary>The address of a collector that takes OTLP over HTTP; null for none.</summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary>A file with headers for that collector, for instance with its key; null where it wants none.</summary>
    public string? OtlpHeadersFile { get; init; }

    /// <summary>Who is told when a run has ended; null where nobody is.</summary>
    public WebhookOptions? Webhook { get; init; }

    /// <summary>How long runs are waited for when the service stops.</summary>
    public required TimeSpan StopTimeout { get; init; }
}
