using System.Text.Encodings.Web;
using ActorLstm.Host.Web.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace ActorLstm.Host.Web.Security;

/// <summary>Says who sent a request by its token, <c>Authorization: Bearer TOKEN</c>. Where the service knows no tokens, everybody is an operator.</summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, Tokens tokens, WrongTokens wrong)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string SchemeName = "Bearer";

    private const string Prefix = "Bearer ";

    private TimeSpan? wait;

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    /// <inheritdoc/>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (wait is { } time)
        {
            Response.Headers.RetryAfter = ClientLimits.Seconds(time);
            await Refusals.WriteAsync(Context, StatusCodes.Status429TooManyRequests, $"Too many wrong tokens came from your address. Try again in {ClientLimits.Seconds(time)} s, with the token of the service.");
            return;
        }

        Response.Headers[HeaderNames.WWWAuthenticate] = SchemeName;
        await Refusals.WriteAsync(Context, StatusCodes.Status401Unauthorized, "Send the token of the service: Authorization: Bearer TOKEN.");
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Refusals.WriteAsync(Context, StatusCodes.Status403Forbidden, "This token can only read. Use the operator's token to change something.");

    private AuthenticateResult Authenticate()
    {
        if (tokens.IsOpen)
        {
            return Success(Roles.Operator);
        }

        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        if (tokens.RoleOf(header[Prefix.Length..].Trim()) is { } role)
        {
            return Success(role);
        }

        wait = wrong.Note(Context);
        return AuthenticateResult.Fail("The token is not known.");
    }

    private static AuthenticateResult Success(string role) => AuthenticateResult.Success(new AuthenticationTicket(Roles.User(role, SchemeName), SchemeName));
}
