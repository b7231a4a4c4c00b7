namespace ActorLstm.Host.Tests.Cluster;

/// <summary>Where a node is.</summary>
/// <param name="Host">By which the others reach it, and whoever asks it for something.</param>
/// <param name="Port">Where the others reach it.</param>
/// <param name="Web">Where it serves once it leads.</param>
/// <param name="Prefix">The command that starts a program there; nothing where that is here.</param>
internal sealed record NodePlace(string Host, int Port, int Web, params IReadOnlyList<string> Prefix)
{
    /// <summary>What the others call it.</summary>
    public string Address => $"{Host}:{Port}";

    /// <summary>Places on this machine, at ports that nobody listens on at the moment.</summary>
    public static IReadOnlyList<NodePlace> Here(int count)
    {
        var free = NodeProcess.FreePorts(2 * count);
        return [.. Enumerable.Range(0, count).Select(number => new NodePlace("127.0.0.1", free[number], free[count + number]))];
    }
}
