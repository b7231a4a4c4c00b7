using ActorLstm.Host.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;

namespace ActorLstm.Host.Web.Security;

/// <summary>How the service looks from where browsers are: behind a proxy its address has another host, scheme and path.</summary>
internal static class PublicSide
{
    /// <summary>Takes a request as the client sent it. Host and path are those of <c>service.public-url</c>, whatever a proxy says.</summary>
    public static void UsePublicSide(this IApplicationBuilder app, ServiceOptions options)
    {
        if (options.TrustedProxies.Count > 0) // Without any the framework would trust everybody.
        {
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in options.TrustedProxies)
            {
                forwarded.KnownIPNetworks.Add(proxy);
            }

            app.UseForwardedHeaders(forwarded);
        }

        PathString prefix = options.PublicUrl?.AbsolutePath.TrimEnd('/');
        if (prefix.HasValue)
        {
            app.Use((http, next) =>
            {
                http.Request.PathBase = prefix;
                http.Request.Path = http.Request.Path.StartsWithSegments(prefix, StringComparison.Ordinal, out var rest) ? rest.HasValue ? rest : "/" : http.Request.Path;
                return next(http);
            });
        }
    }

    /// <summary>Has browsers send a cookie by https alone where that is how they reach the service.</summary>
    public static void Secure(CookieBuilder cookie, ServiceOptions options) =>
        cookie.SecurePolicy = options.PublicUrl?.Scheme == Uri.UriSchemeHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
}
