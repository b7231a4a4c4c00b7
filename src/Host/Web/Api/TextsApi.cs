using System.Text;
using ActorLstm.Actors.Projections;
using ActorLstm.Host.Service;
using ActorLstm.Host.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorLstm.Host.Web.Api;

/// <summary>Texts on demand over HTTP: <c>POST /api/runs/{id}/sample</c> answers with the text as it grows.</summary>
internal static class TextsApi
{
    /// <summary>The header of an answer with the epoch of the checkpoint.</summary>
    public const string EpochHeader = "X-Epoch";

    /// <summary>The header of an answer with the seed text as the network read it, percent-encoded UTF-8.</summary>
    public const string SeedTextHeader = "X-Seed-Text";

    /// <summary>Adds it.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/runs/{id}/sample", StreamAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Runs").WithName("SampleRun").WithSummary("Generates a text from a checkpoint; the answer is the text, a character at a time. Whoever accepts application/json gets it whole, with what is measured of it.")
        .Produces<string>(StatusCodes.Status200OK, "text/plain").Produces<SampleLine>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async Task<IResult> StreamAsync(string id, TextRequest request, HttpContext http, HostedRuns hosted, TextsAtOnce texts, ServiceStop stop, ServicePlace service)
    {
        var run = hosted.Find(id);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stop.Token);
        using var place = texts.Take();
        var text = await Task.Run(() => GrowingText.Open(run, request), cancellation.Token);
        if (http.Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)))
        {
            var started = service.Time.GetTimestamp();
            await Task.Run(() => text.Characters().All(_ => !cancellation.IsCancellationRequested), cancellation.Token);
            cancellation.Token.ThrowIfCancellationRequested();
            return TypedResults.Ok(text.Line(service.Time.GetElapsedTime(started).TotalSeconds));
        }

        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers[EpochHeader] = $"{text.Epoch}";
        http.Response.Headers[SeedTextHeader] = Uri.EscapeDataString(text.SeedText);
        try
        {
            foreach (var character in text.Characters())
            {
                await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(character), cancellation.Token);
                await http.Response.Body.FlushAsync(cancellation.Token);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Whoever asked has left, or the service stops.
        }

        return Results.Empty;
    }
}
