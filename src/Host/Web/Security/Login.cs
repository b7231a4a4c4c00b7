using System.Security.Claims;
using ActorLstm.Host.Service;
using ActorLstm.Host.Web.Pages;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace ActorLstm.Host.Web.Security;

/// <summary>How people come to the pages: they give a token once, and the browser keeps a cookie that only this site gets.</summary>
internal static class Login
{
    /// <summary>The path of the form.</summary>
    public const string Path = "/login";

    // Which of the tokens a cookie was given for: it ends with the token.
    private const string TokenClaim = "token";

    /// <summary>Adds it.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (string? @return) => Form(@return)).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost(Path, EnterAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription(); // RequestOrigin refuses what other sites send.
    }

    /// <summary>Sets the cookie up.</summary>
    public static void Configure(CookieAuthenticationOptions cookie, ServiceOptions options)
    {
        PublicSide.Secure(cookie.Cookie, options);
        cookie.Cookie.Name = "actorlstm";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
        cookie.LoginPath = Path;
        cookie.ReturnUrlParameter = "return";
        cookie.Events.OnRedirectToLogin = context => // Without scheme and host, which a proxy may have changed.
        {
            var request = context.Request;
            context.Response.Redirect($"{request.PathBase}{Path}{QueryString.Create(cookie.ReturnUrlParameter, $"{request.PathBase}{request.Path}{request.QueryString}")}");
            return Task.CompletedTask;
        };
        cookie.Events.OnValidatePrincipal = async context =>
        {
            var tokens = (Tokens)context.HttpContext.RequestServices.GetService(typeof(Tokens))!;
            if (context.Principal?.FindFirstValue(TokenClaim) is not { } token || !tokens.Knows(token))
            {
                context.RejectPrincipal();
                await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            }
        };
    }

    private static RazorComponentResult<LoginPage> Form(string? @return, int status = StatusCodes.Status200OK, string? refusal = null) => new(new { Return = @return, Refusal = refusal }) { StatusCode = status };

    private static RazorComponentResult<LoginPage> Refuse(string? @return, HttpContext http, WrongTokens wrong)
    {
        if (wrong.Note(http) is not { } wait)
        {
            return Form(@return, StatusCodes.Status401Unauthorized, "The token is not known.");
        }

        http.Response.Headers.RetryAfter = ClientLimits.Seconds(wait);
        return Form(@return, StatusCodes.Status429TooManyRequests, $"Too many wrong tokens came from your address. Try again in {ClientLimits.Seconds(wait)} s.");
    }

    private static async Task<IResult> EnterAsync([FromForm] string? token, [FromForm] string? @return, HttpContext http, Tokens tokens, WrongTokens wrong)
    {
        if (token is null || tokens.RoleOf(token) is not { } role)
        {
            return Refuse(@return, http, wrong);
        }

        var user = Roles.User(role, CookieAuthenticationDefaults.AuthenticationScheme, new Claim(TokenClaim, Tokens.MarkOf(token)));
        await http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, user);
        var isOwn = @return is ['/', not ('/' or '\\'), ..] && !@return.Any(char.IsControl) && new PathString(@return).StartsWithSegments(http.Request.PathBase, StringComparison.Ordinal);
        return Results.LocalRedirect(isOwn ? @return! : $"{http.Request.PathBase}/");
    }
}
