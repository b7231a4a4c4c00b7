using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace ActorLstm.Actors.Runs;

/// <summary>The process that works on a run; there is one at a time.</summary>
/// <param name="Host">The name of its machine.</param>
/// <param name="Process">Its number there.</param>
/// <param name="Token">Tells it from a later process of the same number.</param>
/// <param name="Boot">Tells one start of its machine from the next; null where the system does not tell.</param>
/// <param name="Instance">Tells the process from others of the same number: in a container every process may be number 1. The same each time that
/// the process opens a run, unlike <paramref name="Token"/>; null if an earlier version recorded the owner.</param>
/// <param name="SharesSampling">Whether the samplers of a cluster generate the texts, in other processes.</param>
public sealed record RunOwner(
    string Host,
    int Process,
    string Token,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Boot = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Instance = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool SharesSampling = false)
{
    private static readonly string InstanceOfThisProcess = NewToken();

    /// <summary>This process.</summary>
    public static RunOwner ThisProcess() => new(Environment.MachineName, Environment.ProcessId, NewToken(), MachineStart.Id, InstanceOfThisProcess);

    /// <summary>Whether this is the same process, which opened the run again.</summary>
    public bool IsSameProcessAs(RunOwner before) =>
        before is { Instance: { } instance } && instance == Instance && before.Process == Process && before.Host == Host;

    /// <summary>Whether the machine was started anew between a process and this one, so that the machine ended that process.</summary>
    public bool IsAfterRestartOf(RunOwner before) => before is { Boot: { } boot } && before.Host == Host && Boot is not null && Boot != boot;

    /// <inheritdoc/>
    public override string ToString() => $"process {Process} on {Host}";

    private static string NewToken() => RandomNumberGenerator.GetHexString(16, lowercase: true);
}
