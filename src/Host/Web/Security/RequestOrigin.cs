using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorLstm.Host.Web.Security;

/// <summary>
/// Refuses what the page of another site has a browser send: a service without tokens trusts this machine, and every page that is open on it
/// would be trusted with it. Programs that are no browsers send neither header.
/// </summary>
internal static class RequestOrigin
{
    /// <summary>Adds the check. Whoever only looks is let through: the browser keeps the answer from the other page.</summary>
    public static void UseRequestOrigin(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        var request = http.Request;
        var changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);
        if ((changes || http.WebSockets.IsWebSocketRequest) && IsForeign(request))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return; // The status page says the rest.
        }

        await next(http);
    });

    private static bool IsForeign(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
        {
            return site is not ("same-origin" or "none");
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && (!Uri.TryCreate(origin, UriKind.Absolute, out var from) || !from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
