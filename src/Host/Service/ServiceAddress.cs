using System.Net;

namespace ActorLstm.Host.Service;

/// <summary>The addresses at which the service listens.</summary>
internal static class ServiceAddress
{
    /// <summary>Whether a text is one.</summary>
    public static bool IsValid(string text) => Parse(text) is not null;

    /// <summary>Whether only this machine reaches it.</summary>
    public static bool IsLoopback(string text) => Parse(text) is { } address && IsLoopback(address);

    /// <summary>Whether the host of an address is this machine alone.</summary>
    public static bool IsLoopback(Uri address) =>
        address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    // In Kestrel's words * and + are all addresses of the machine.
    private static Uri? Parse(string text) =>
        Uri.TryCreate(text.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var address)
        && address is { Scheme: "http" or "https", AbsolutePath: "/", Query: "", UserInfo: "" } ? address : null;
}
