using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace ActorLstm.Host.Web.Security;

/// <summary>Who a client is for limits: its address, of IPv6 the network, in which a machine has as many addresses as it likes.</summary>
internal static class ClientAddress
{
    private const int NetworkBytes = 8;

    /// <summary>The client that sent a request.</summary>
    public static string Of(HttpContext http) => Of(http.Connection.RemoteIpAddress);

    /// <summary>That of an address; null is a connection within this machine.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null or { IsIPv4MappedToIPv6: false, AddressFamily: not AddressFamily.InterNetworkV6 })
        {
            return address?.ToString() ?? "this machine";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        var bytes = address.GetAddressBytes();
        return IPAddress.IsLoopback(address) ? address.ToString() : $"{new IPAddress([.. bytes[..NetworkBytes], .. new byte[NetworkBytes]])}/{8 * NetworkBytes}";
    }
}
