using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace ActorLstm.Actors.Runs;

/// <summary>The process that works on a run; there is one at a time.</summary>
/// <param name="Host">The name of its machine.</param>
/// <param name="Process">Its number there.</param>
/// <param name="Token">Tells it from a later process of the same number.</param>
/// <param name="Boot">Tells one start of its machine from the next; null where the system does not tell.</param>
public sealed record RunOwner(
    string Host, int Process, string Token, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Boot = null)
{
    /// <summary>This process.</summary>
    public static RunOwner ThisProcess() => new(Environment.MachineName, Environment.ProcessId, RandomNumberGenerator.GetHexString(16, lowercase: true), MachineStart.Id);

    /// <summary>Whether the machine was started anew between a process and this one, so that the machine ended that process.</summary>
    public bool IsAfterRestartOf(RunOwner before) => before is { Boot: { } boot } && before.Host == Host && Boot is not null && Boot != boot;

    /// <inheritdoc/>
    public override string ToString() => $"process {Process} on {Host}";
}
