using System.Text.Json;
using ActorLstm.Actors.Projections;

namespace ActorLstm.Host.Cluster.Runs;

/// <summary>
/// A slot of a trainer node, <c>host:port#incarnation/number</c>: the shard in which a run goes on. It is the node's own as long as the node is
/// there; when the node is gone it moves to another one, with the run that is in it.
/// </summary>
/// <param name="Node">The node, as <c>host:port</c>.</param>
/// <param name="Incarnation">Tells it from an earlier process at the same address.</param>
/// <param name="Number">Which of its slots, from 1.</param>
internal sealed record RunSlot(string Node, int Incarnation, int Number)
{
    // Beside run.json: whoever schedules the run next finds it where it is.
    private const string FileName = "slot.json";

    /// <summary>The node of a slot by its name.</summary>
    public static string NodeOf(string slot) => slot.LastIndexOf('#') is var end and >= 0 ? slot[..end] : slot;

    /// <summary>The slot in which a run was begun and has not ended; null where there is none.</summary>
    /// <param name="folder">The run's folder.</param>
    public static string? TryRead(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<Content>(File.ReadAllBytes(Path.Combine(folder, FileName)), RunJson.Page)?.Slot;
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            return null; // A run that is at work elsewhere all the same keeps its lease.
        }
    }

    /// <summary>Writes down in which slot a run is.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(string folder, string slot) => TextFile.Replace(Path.Combine(folder, FileName), JsonSerializer.Serialize(new Content(slot), RunJson.Page) + "\n");

    /// <summary>Forgets it: the run has ended.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Forget(string folder) => File.Delete(Path.Combine(folder, FileName));

    /// <inheritdoc/>
    public override string ToString() => $"{Node}#{Incarnation}/{Number}";

    private sealed record Content(string Slot);
}
