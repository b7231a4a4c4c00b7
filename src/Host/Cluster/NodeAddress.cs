using System.Globalization;

namespace ActorLstm.Host.Cluster;

/// <summary>Where a node is reached.</summary>
/// <param name="Host">A name, or an address without brackets.</param>
/// <param name="Port">The port.</param>
internal sealed record NodeAddress(string Host, int Port)
{
    /// <summary>Reads <c>host:port</c>, with brackets around an address of IPv6; null where it is none.</summary>
    public static NodeAddress? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 && IsHost(text[..colon])
            ? new NodeAddress(text[..colon].Trim('[', ']'), port)
            : null;
    }

    /// <summary>The address of a node of the cluster.</summary>
    public static NodeAddress Of(Akka.Actor.Address address) => new(address.Host ?? "", address.Port ?? 0);

    /// <summary>Whether a text is the name or the address of a machine.</summary>
    public static bool IsHost(string text) => Uri.CheckHostName(text.Trim('[', ']')) is not UriHostNameType.Unknown;

    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
