using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorLstm.Host.Web;

/// <summary>The styles and scripts of the pages, which are part of the program. An address names the content, so that browsers may keep it for ever.</summary>
internal static class WebAssets
{
    private static readonly IReadOnlyDictionary<string, Asset> Known = new[] { "report.css", "service.css", "early.js", "service.js", "blazor.web.js" }.ToDictionary(name => name, Read);

    /// <summary>The address of one, relative to the base of the pages.</summary>
    public static string AddressOf(string name) => Known[name].Address;

    /// <summary>Adds them.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var asset in Known.Values)
        {
            routes.MapGet($"/{asset.Address}", (HttpContext http) =>
            {
                http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                return Results.Bytes(asset.Content, asset.Type);
            }).AllowAnonymous().ExcludeFromDescription();
        }
    }

    private static Asset Read(string name)
    {
        using var stream = typeof(WebAssets).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The resource {name} is missing from the program: it was built without it.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content.ToArray()))[..12];
        return new Asset($"assets/{hash}/{name}", name.EndsWith(".css", StringComparison.Ordinal) ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8", content.ToArray());
    }

    private sealed record Asset(string Address, string Type, byte[] Content);
}
