using ActorLstm.Model;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>The option <c>--server</c>, the same for every verb that has it.</summary>
internal static class ServerOption
{
    /// <summary>How it is typed.</summary>
    public const string Template = "--server <URL>";

    /// <summary>What it does, for <c>--help</c>.</summary>
    public const string Description = "The service that has the runs, for instance http://127.0.0.1:8620; else $ACTORLSTM_SERVER, unless --runs is given. $ACTORLSTM_TOKEN is its token.";

    /// <summary>The variable that names the service where neither <c>--server</c> nor <c>--runs</c> is given.</summary>
    public const string Variable = "ACTORLSTM_SERVER";

    /// <summary>The variable with the token that the service asks for.</summary>
    public const string TokenVariable = "ACTORLSTM_TOKEN";

    /// <summary>The service that the verb is about.</summary>
    /// <param name="environment">The environment variables.</param>
    /// <param name="http">The way to the network.</param>
    /// <param name="server">What <c>--server</c> says, if given.</param>
    /// <param name="runs">What <c>--runs</c> says, if given.</param>
    /// <returns>Null where the verb is about the runs of a folder.</returns>
    /// <exception cref="InvalidInputException">Both are given, or the address or the token is none.</exception>
    public static ServiceClient? Client(ProcessEnvironment environment, HttpClient http, string? server, string? runs)
    {
        if (server is not null && runs is not null)
        {
            throw new InvalidInputException("--server and --runs cannot stand together: the runs are those of a service, or those of a folder. Leave out one of them.");
        }

        var given = server ?? (runs is null && environment.Variable(Variable) is { Length: > 0 } variable ? variable : null);
        return given is null ? null : new ServiceClient(AddressOf(given, server is null ? Variable : "--server"), TokenOf(environment), http, isDefault: server is null);
    }

    private static Uri AddressOf(string given, string source) =>
        Uri.TryCreate(given.EndsWith('/') ? given : $"{given}/", UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && address.Query.Length == 0
            ? address
            : throw new InvalidInputException($"{source} wants the address of a service, for instance http://127.0.0.1:8620; found {given}.");

    private static string? TokenOf(ProcessEnvironment environment)
    {
        var token = environment.Variable(TokenVariable)?.Trim();
        return token is null or "" ? null
            : token.All(character => character is > ' ' and <= '~') ? token
            : throw new InvalidInputException($"{TokenVariable} wants the token of the service, one word in ASCII.");
    }
}
