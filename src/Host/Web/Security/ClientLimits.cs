using System.Globalization;
using System.Threading.RateLimiting;
using ActorLstm.Host.Service;
using ActorLstm.Host.Web.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace ActorLstm.Host.Web.Security;

/// <summary>Limits the pages and event streams of each client, so that one client does not lock the others out.</summary>
internal static class ClientLimits
{
    private const string Circuits = "/_blazor";

    // A page asks for its circuit once. A circuit that nobody connects to is dropped after 15 s, so this bounds those as well.
    private const int CircuitsAtOnce = 100;
    private const int CircuitsASecond = 10;
    private const string RetryAfterSeconds = "30";

    /// <summary>Sets the limits.</summary>
    public static void Configure(RateLimiterOptions limits, ServiceOptions options)
    {
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => Partition(http, options));
        limits.OnRejected = async (rejected, _) => await RefuseAsync(rejected.HttpContext, rejected.Lease, options);
    }

    private static RateLimitPartition<string> Partition(HttpContext http, ServiceOptions options)
    {
        var (kind, client) = (KindOf(http.Request), ClientAddress.Of(http));
        return kind switch
        {
            Kind.Page => RateLimitPartition.GetConcurrencyLimiter($"{kind} {client}", _ => new ConcurrencyLimiterOptions { PermitLimit = options.PagesPerClient }),
            Kind.Watcher => RateLimitPartition.GetConcurrencyLimiter($"{kind} {client}", _ => new ConcurrencyLimiterOptions { PermitLimit = options.WatchersPerClient }),
            Kind.Circuit => RateLimitPartition.GetTokenBucketLimiter($"{kind} {client}", _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = CircuitsAtOnce,
                TokensPerPeriod = CircuitsASecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            }),
            _ => RateLimitPartition.GetNoLimiter(""),
        };
    }

    // The connection of a page, by whatever transport, and an event stream are requests that last.
    private static Kind KindOf(HttpRequest request)
    {
        if (request.Path.StartsWithSegments(Circuits, StringComparison.OrdinalIgnoreCase, out var rest))
        {
            return HttpMethods.IsPost(request.Method) ? rest == "/negotiate" ? Kind.Circuit : Kind.Other : rest.HasValue ? Kind.Other : Kind.Page;
        }

        return HttpMethods.IsGet(request.Method) && request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && request.Path.Value!.TrimEnd('/').EndsWith("/events", StringComparison.OrdinalIgnoreCase)
            ? Kind.Watcher
            : Kind.Other;
    }

    private static Task RefuseAsync(HttpContext http, RateLimitLease lease, ServiceOptions options)
    {
        http.Response.Headers.RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Seconds(wait) : RetryAfterSeconds;
        return Refusals.WriteAsync(http, StatusCodes.Status429TooManyRequests, KindOf(http.Request) == Kind.Watcher
            ? $"Your address watches {options.WatchersPerClient:N0} event streams already, the most that service.watchers-per-client allows. Close some."
            : $"Your address has too many pages open, or opens them too fast. service.pages-per-client allows {options.PagesPerClient:N0}. Close some, and try again.");
    }

    /// <summary>A time as <c>Retry-After</c> takes it.</summary>
    public static string Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private enum Kind
    {
        Other,
        Page,
        Circuit,
        Watcher,
    }
}
