using ActorLstm.Host.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace ActorLstm.Host.Web.Api;

/// <summary>Answers that refuse: a page where a browser asks for one, else a problem document (RFC 9457). The API has no pages.</summary>
internal static class Refusals
{
    /// <summary>Gives an answer without a body one.</summary>
    public static void UseRefusals(this IApplicationBuilder app) => app.UseStatusCodePages(context => WriteAsync(context.HttpContext, context.HttpContext.Response.StatusCode, Detail(context.HttpContext)));

    /// <summary>Refuses a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="detail">What is wrong, and what to do.</param>
    public static Task WriteAsync(HttpContext http, int status, string? detail) => WriteAsync(http, new ProblemDetails { Status = status, Detail = detail });

    /// <summary>Refuses a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="problem">What is wrong.</param>
    public static async Task WriteAsync(HttpContext http, ProblemDetails problem)
    {
        var status = http.Response.StatusCode = problem.Status!.Value;
        if (WantsPage(http.Request))
        {
            var page = new RazorComponentResult<RefusalPage>(new { Title = problem.Title ?? ReasonPhrases.GetReasonPhrase(status), problem.Detail }) { StatusCode = status };
            await page.ExecuteAsync(http);
            return;
        }

        var problems = http.RequestServices.GetRequiredService<IProblemDetailsService>();
        if (!await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = http, ProblemDetails = problem }))
        {
            http.Response.ContentType = "text/plain; charset=utf-8"; // What the client accepts is neither.
            await http.Response.WriteAsync($"{ReasonPhrases.GetReasonPhrase(status)}. {problem.Detail}");
        }
    }

    private static bool WantsPage(HttpRequest request) => !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && type.Quality is not 0);

    private static string? Detail(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"Nothing is at \"{http.Request.PathBase}{http.Request.Path}\". Look at the list of runs, or at /openapi/v1.json for the API.",
        StatusCodes.Status405MethodNotAllowed => $"{http.Request.Method} is not allowed here, only {http.Response.Headers[HeaderNames.Allow]}.",
        _ => null,
    };
}
