using ActorLstm.Host.Service;
using ActorLstm.Host.Web.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ActorLstm.Host.Web.Security;

/// <summary>
/// Refuses what the page of another site has a browser send: a service without tokens trusts this machine, and every page that is open on it
/// would be trusted with it. Programs that are no browsers send none of the headers that are checked.
/// </summary>
internal static class RequestOrigin
{
    /// <summary>Adds the check. A link from another site to a page is followed; nothing else of another site is let through, whatever its method.</summary>
    public static void UseRequestOrigin(this IApplicationBuilder app, ServiceOptions options) => app.Use((http, next) =>
        IsForeign(http.Request, options.PublicUrl) && !IsVisit(http)
            ? Refusals.WriteAsync(http, StatusCodes.Status403Forbidden, $"A page of another site sent this request{Named(http.Request.Headers.Origin.ToString())}. Open the pages of this service instead. If the service is behind a proxy, set service.public-url to its public address.")
            : next(http));

    private static bool IsForeign(HttpRequest request, Uri? publicUrl)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
        {
            return site is not ("same-origin" or "none");
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && (IsOf(from, publicUrl) || from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)));
    }

    private static bool IsOf(Uri origin, Uri? publicUrl) => publicUrl is not null && origin.GetLeftPart(UriPartial.Authority) == publicUrl.GetLeftPart(UriPartial.Authority);

    // A handshake is a GET as well, and so are the streams and polls that take room here.
    private static bool IsVisit(HttpContext http) => (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        && http.Request.Headers["Sec-Fetch-Mode"] == "navigate" && http.Request.Headers["Sec-Fetch-Dest"] == "document"
        && http.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true };

    private static string Named(string origin) => origin.Length is > 0 and < 200 ? $" (Origin \"{origin}\")" : "";
}
