using System.Security.Cryptography;

namespace ActorLstm.Actors.Runs;

/// <summary>The id of a run: the second it was created and four random characters, so that two runs never share a folder.</summary>
public static class RunId
{
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    /// <summary>A new id, for instance <c>20260314-150926-k3xp</c> (UTC). One that is taken is drawn again: in a second there are about a million.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="isTaken">Whether there is something of an id already.</param>
    public static string New(TimeProvider time, Func<string, bool> isTaken)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(isTaken);
        while (true)
        {
            var id = $"{time.GetUtcNow():yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetString(Letters, 4)}";
            if (!isTaken(id))
            {
                return id;
            }
        }
    }

    /// <summary>Whether a text has the form of an id.</summary>
    public static bool IsWhole(string text) =>
        text is { Length: 20 } && text[8] == '-' && text[15] == '-' && text.Where((_, index) => index is < 8 or (> 8 and < 15)).All(char.IsAsciiDigit) && text[16..].All(Letters.Contains);
}
