using System.Security.Cryptography;

namespace ActorLstm.Actors.Runs;

/// <summary>The process that works on a run; there is one at a time.</summary>
/// <param name="Host">The name of its machine.</param>
/// <param name="Process">Its number there.</param>
/// <param name="Token">Tells it from a later process of the same number.</param>
public sealed record RunOwner(string Host, int Process, string Token)
{
    /// <summary>This process.</summary>
    public static RunOwner ThisProcess() => new(Environment.MachineName, Environment.ProcessId, RandomNumberGenerator.GetHexString(16, lowercase: true));

    /// <inheritdoc/>
    public override string ToString() => $"process {Process} on {Host}";
}
