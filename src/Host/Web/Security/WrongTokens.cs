using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Serilog;

namespace ActorLstm.Host.Web.Security;

/// <summary>
/// Counts the wrong tokens of each client and throttles it. The log has a line for the first one, then one a minute with their number. A right token
/// is never throttled: many clients may share an address. May be used by several threads.
/// </summary>
/// <param name="log">Is told of wrong tokens.</param>
/// <param name="time">The clock.</param>
internal sealed class WrongTokens(ILogger log, TimeProvider time) : IDisposable
{
    /// <summary>How many wrong tokens of a client are each answered with 401, before it is told to wait.</summary>
    public const int AtOnce = 20;

    private static readonly TimeSpan OneMore = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan LogPace = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(client => RateLimitPartition.GetTokenBucketLimiter(
        client, _ => new TokenBucketRateLimiterOptions { TokenLimit = AtOnce, TokensPerPeriod = 1, ReplenishmentPeriod = OneMore }));

    private readonly Lock gate = new();
    private ITimer? summary;
    private int untold;
    private string last = "";

    /// <summary>Notes a wrong token.</summary>
    /// <param name="http">The request that brought it.</param>
    /// <returns>How long the client has to wait before the next one; null where it may try again at once.</returns>
    public TimeSpan? Note(HttpContext http)
    {
        var client = ClientAddress.Of(http);
        Tell(client);
        using var lease = limiter.AttemptAcquire(client);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : OneMore;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            summary?.Dispose();
            Summarize();
        }

        limiter.Dispose();
    }

    private void Tell(string client)
    {
        lock (gate)
        {
            if (summary is null)
            {
                log.Warning("A wrong token came from {Client}", client);
                summary = time.CreateTimer(_ => EndPeriod(), null, LogPace, Timeout.InfiniteTimeSpan);
                return;
            }

            (untold, last) = (untold + 1, client);
        }
    }

    private void EndPeriod()
    {
        lock (gate)
        {
            if (untold > 0)
            {
                Summarize();
                summary?.Change(LogPace, Timeout.InfiniteTimeSpan);
                return;
            }

            summary?.Dispose();
            summary = null;
        }
    }

    private void Summarize()
    {
        if (untold > 0)
        {
            log.Warning("{Count} more wrong tokens came, the last from {Client}", untold, last);
            untold = 0;
        }
    }
}
