using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace ActorLstm.Host.Web.Security;

/// <summary>Says who sent a request by its token, <c>Authorization: Bearer TOKEN</c>. Where the service knows no tokens, everybody is an operator.</summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, Tokens tokens, IProblemDetailsService problems)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string SchemeName = "Bearer";

    private const string Prefix = "Bearer ";

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    /// <inheritdoc/>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers[HeaderNames.WWWAuthenticate] = SchemeName;
        await WriteAsync("Send the token of the service: Authorization: Bearer TOKEN.");
    }

    /// <inheritdoc/>
    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        await WriteAsync("This token may look and not change anything: use the operator's.");
    }

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

        return tokens.RoleOf(header[Prefix.Length..].Trim()) is { } role ? Success(role) : AuthenticateResult.Fail("The token is not known.");
    }

    private static AuthenticateResult Success(string role) => AuthenticateResult.Success(new AuthenticationTicket(Roles.User(role, SchemeName), SchemeName));

    private async Task WriteAsync(string detail) =>
        await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = Context, ProblemDetails = { Status = Response.StatusCode, Detail = detail } });
}
