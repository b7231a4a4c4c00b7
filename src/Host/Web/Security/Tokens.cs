using System.Security.Cryptography;
using System.Text;
using ActorLstm.Host.Service;
using ActorLstm.Model;

namespace ActorLstm.Host.Web.Security;

/// <summary>The tokens that the service knows, as hashes.</summary>
internal sealed class Tokens
{
    private const int Shortest = 16;

    private readonly IReadOnlyList<(string Role, byte[] Sha256)> known;

    private Tokens(IReadOnlyList<(string Role, byte[] Sha256)> known) => this.known = known;

    /// <summary>Whether everybody may do everything, since no token is asked for.</summary>
    public bool IsOpen => known.Count == 0;

    /// <summary>Reads the files that the options name.</summary>
    /// <exception cref="InvalidInputException">One cannot be read, or holds no token that is worth one.</exception>
    public static Tokens Read(ServiceOptions options) => new(
        [.. Of(Roles.Operator, "service.operator-token-file", options.OperatorTokenFile), .. Of(Roles.Viewer, "service.viewer-token-file", options.ViewerTokenFile)]);

    /// <summary>The role that a token gives, null where none. It takes as long for every token.</summary>
    public string? RoleOf(string token)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        string? role = null;
        foreach (var (name, sha256) in known)
        {
            role = CryptographicOperations.FixedTimeEquals(hash, sha256) ? role ?? name : role;
        }

        return role;
    }

    /// <summary>What a cookie says of the token that it was given for: nothing that would open the service.</summary>
    public static string MarkOf(string token) => MarkOf(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Whether a mark is that of a token that is known.</summary>
    public bool Knows(string mark) => known.Any(token => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(MarkOf(token.Sha256)), Encoding.UTF8.GetBytes(mark)));

    private static string MarkOf(byte[] sha256) => Convert.ToHexStringLower(SHA256.HashData(sha256));

    private static IEnumerable<(string Role, byte[] Sha256)> Of(string role, string setting, string? file)
    {
        if (file is null)
        {
            yield break;
        }

        string token;
        try
        {
            token = File.ReadAllText(file).Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{setting}: {fault.Message} Write a token into that file, for instance with: openssl rand -hex 32", fault);
        }

        if (token.Length < Shortest || token.Any(char.IsWhiteSpace))
        {
            throw new InvalidInputException($"{setting}: {file} wants one line with a token of at least {Shortest} characters and no blanks. Make one with: openssl rand -hex 32");
        }

        yield return (role, SHA256.HashData(Encoding.UTF8.GetBytes(token)));
    }
}
