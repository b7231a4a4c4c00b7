using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorLstm.Host.Web;

/// <summary>Answers HEAD like GET, without the body, which the web server omits.</summary>
internal static class HeadRequests
{
    private static readonly object Mark = new();

    /// <summary>Adds it. Whatever answers GET need not know.</summary>
    public static void UseHeadAsGet(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            if (http.Response.StatusCode == StatusCodes.Status405MethodNotAllowed && headers.Allow.ToString().Split(", ") is var allowed && allowed.Contains(HttpMethods.Get) && !allowed.Contains(HttpMethods.Head))
            {
                headers.Allow = string.Join(", ", allowed.Append(HttpMethods.Head));
            }

            return Task.CompletedTask;
        });
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await next(http);
            return;
        }

        (http.Request.Method, http.Items[Mark]) = (HttpMethods.Get, true);
        try
        {
            await next(http);
        }
        finally
        {
            http.Request.Method = HttpMethods.Head;
        }
    });

    /// <summary>Whether only the headers of an answer are asked for, so that a stream need not begin.</summary>
    public static bool IsHead(HttpContext http) => http.Items.ContainsKey(Mark);
}
