using System.Security.Cryptography;
using ActorLstm.Host.Tests.Support;
using Xunit;

namespace ActorLstm.Host.Tests.Cluster;

/// <summary>
/// A network of this machine with a namespace for each node, in which what one sends another can be lost without a word. This machine belongs to
/// it as well and loses nothing.
/// </summary>
internal sealed class NodeNetwork : IAsyncDisposable
{
    // Nobody has it: what is sent there is lost.
    private const string NobodysAddress = "02:00:00:00:00:01";

    private readonly string name = $"al{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
    private readonly string subnet = $"10.{RandomNumberGenerator.GetInt32(64, 250)}.{RandomNumberGenerator.GetInt32(1, 250)}";
    private readonly int count;

    private NodeNetwork(int count) => this.count = count;

    /// <summary>The places of the nodes.</summary>
    public IReadOnlyList<NodePlace> Places => [.. Enumerable.Range(0, count).Select(number => new NodePlace(HostOf(number), 4053, 8620, "ip", "netns", "exec", Namespace(number)))];

    /// <summary>Makes one; the test skips where the system or the user may not.</summary>
    /// <param name="count">How many nodes it has.</param>
    public static async Task<NodeNetwork> CreateAsync(int count)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has network namespaces.");
        var network = new NodeNetwork(count);
        var first = await SystemProgram.RunAsync("ip", "netns", "add", network.Namespace(0));
        Assert.SkipUnless(first.ExitCode == 0, $"Network namespaces cannot be made here: {first.Error.Trim()} It takes root, or CAP_NET_ADMIN and CAP_SYS_ADMIN.");
        await IpAsync("link", "add", network.name, "type", "bridge");
        await IpAsync("addr", "add", $"{network.subnet}.254/24", "dev", network.name);
        await IpAsync("link", "set", network.name, "up");
        for (var number = 0; number < count; number++)
        {
            await network.AddAsync(number);
        }

        return network;
    }

    /// <summary>Loses what a node sends to all others from now on, or what all others send to it.</summary>
    /// <param name="number">The node.</param>
    /// <param name="isSending">Whether what it sends is lost, else what is sent to it.</param>
    public Task LoseAsync(int number, bool isSending) => ForEachOtherAsync(number, other => isSending
        ? InAsync(number, "neigh", "replace", HostOf(other), "lladdr", NobodysAddress, "nud", "permanent", "dev", "eth0")
        : InAsync(other, "neigh", "replace", HostOf(number), "lladdr", NobodysAddress, "nud", "permanent", "dev", "eth0"));

    /// <summary>Loses nothing any more.</summary>
    /// <param name="number">The node.</param>
    /// <param name="isSending">As it was lost.</param>
    public Task HealAsync(int number, bool isSending) => ForEachOtherAsync(number, other => isSending
        ? InAsync(number, "neigh", "del", HostOf(other), "dev", "eth0")
        : InAsync(other, "neigh", "del", HostOf(number), "dev", "eth0"));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        for (var number = 0; number < count; number++)
        {
            await IpAsync("netns", "del", Namespace(number));
        }

        await IpAsync("link", "del", name);
    }

    private string HostOf(int number) => $"{subnet}.{number + 1}";

    private string Namespace(int number) => $"{name}-{number}";

    private async Task AddAsync(int number)
    {
        if (number > 0)
        {
            await IpAsync("netns", "add", Namespace(number));
        }

        var cable = $"{name}{number}";
        await IpAsync("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", Namespace(number));
        await IpAsync("link", "set", cable, "master", name, "up");
        await InAsync(number, "addr", "add", $"{HostOf(number)}/24", "dev", "eth0");
        await InAsync(number, "link", "set", "lo", "up");
        await InAsync(number, "link", "set", "eth0", "up");
    }

    private async Task ForEachOtherAsync(int number, Func<int, Task> act)
    {
        foreach (var other in Enumerable.Range(0, count).Where(other => other != number))
        {
            await act(other);
        }
    }

    private Task InAsync(int number, params string[] arguments) => IpAsync(["-n", Namespace(number), .. arguments]);

    private static async Task IpAsync(params string[] arguments) => (await SystemProgram.RunAsync("ip", arguments)).MustBe(0);
}
