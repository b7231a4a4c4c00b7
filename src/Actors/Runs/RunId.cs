using System.Security.Cryptography;

namespace ActorLstm.Actors.Runs;

/// <summary>The id of a run: the second it was created and four random characters, so that two runs never share a folder.</summary>
public static class RunId
{
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    /// <summary>A new id, for instance <c>20260314-150926-k3xp</c> (UTC).</summary>
    public static string New(TimeProvider time) =>
        $"{time.GetUtcNow():yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetString(Letters, 4)}";
}
