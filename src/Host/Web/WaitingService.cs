using ActorLstm.Host.Service;
using ActorLstm.Host.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ActorLstm.Host.Web;

/// <summary>
/// Answers in place of the service until its journal does: the process lives (<c>/healthz</c>), and cannot take runs yet (503 for everything else).
/// A page that is open tries again until it is served.
/// </summary>
internal static class WaitingService
{
    private const int Pause = 2;

    /// <summary>Starts it at the addresses of the service.</summary>
    /// <returns>Ends it.</returns>
    public static async Task<IAsyncDisposable> StartAsync(ServiceOptions options, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var web = builder.Build();
        web.UsePublicSide(options);
        web.UseSecurityHeaders();
        web.Run(AnswerAsync);
        await web.StartAsync(cancellation);
        return web;
    }

    private static Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path == "/healthz")
        {
            return http.Response.WriteAsync("Healthy");
        }

        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.RetryAfter = $"{Pause}";
        http.Response.Headers["Refresh"] = $"{Pause}";
        return http.Response.WriteAsync("The service waits for the PostgreSQL server that keeps its journal.\n");
    }
}
