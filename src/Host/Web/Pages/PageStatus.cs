using Microsoft.AspNetCore.Http;

namespace ActorLstm.Host.Web.Pages;

/// <summary>The status of a page that a browser asks for.</summary>
internal static class PageStatus
{
    /// <summary>Says that what the page is about is not there. It is set last: Blazor leaves the body of a page out whose status is 404 before it is drawn.</summary>
    /// <param name="http">The request for the page; null once it is open.</param>
    public static void BeNotFound(HttpContext? http) => http?.Response.OnStarting(() =>
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });
}
