using System.Net;
using ActorLstm.Host.Configuration;

namespace ActorLstm.Host.Service;

/// <summary>The proxies that stand before the service: its address there, and from which addresses they come.</summary>
internal static class ProxyAddress
{
    private const string Network = "an address or a network such as 10.0.0.0/8";

    // The first part of each path of the service: behind a proxy that leaves the prefix out, a prefix of that name could not be told from the path.
    private static readonly string[] OwnPaths = ["_blazor", "api", "assets", "batches", "compare", "healthz", "login", "metrics", "nodes", "openapi", "playground", "readyz", "runs", "submit"];

    /// <summary>Reads <c>service.public-url</c>.</summary>
    /// <returns>Null where none is given.</returns>
    public static Uri? Public(SettingsReader settings)
    {
        var url = settings.OptionalText("service.public-url", "the address at which browsers reach the service, such as https://example.org/lstm", text => Parse(text) is not null) is { } text ? Parse(text) : null;
        if (url?.Segments is [_, var first, ..] && OwnPaths.Contains(first.TrimEnd('/'), StringComparer.OrdinalIgnoreCase))
        {
            settings.Refuse("service.public-url", $"has a path that begins with {first.TrimEnd('/')}, which the service uses itself: choose another prefix, such as /lstm");
        }

        return url;
    }

    /// <summary>Reads <c>service.trusted-proxies</c>.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="isBehindProxy">Whether there is a proxy: it is on this machine where nothing is said.</param>
    public static IReadOnlyList<IPNetwork> Trusted(SettingsReader settings, bool isBehindProxy) =>
        settings.OptionalTexts("service.trusted-proxies", Network, text => ParseNetwork(text) is not null, longest: 100, shortest: 0) is { } given
            ? [.. given.Select(ParseNetwork).OfType<IPNetwork>()]
            : isBehindProxy ? [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")] : [];

    private static Uri? Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" } && !text.Contains("..", StringComparison.Ordinal) && !text.Contains('%', StringComparison.Ordinal) ? url : null;

    private static IPNetwork? ParseNetwork(string text) =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, 8 * address.GetAddressBytes().Length)
        : IPNetwork.TryParse(text, out var network) && IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal)), out var first) && network.BaseAddress.Equals(first) ? network // Not an address within it.
        : null;
}
