using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using ActorLstm.Actors.Serialization;
using ActorLstm.Host.Service;
using ActorLstm.Host.Service.Batches;
using ActorLstm.Host.Service.Events;
using ActorLstm.Host.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorLstm.Host.Web.Api;

/// <summary>
/// What happens in a run or a batch, as server-sent events (WHATWG HTML, 9.2). The number of an event in the journal is its id, so that whoever comes
/// back with <c>Last-Event-ID</c>, also after the service was begun again, gets everything that happened in between. Without an id come
/// <c>progress</c>, how training stands; <c>alive</c>, where nothing else was told for 15 seconds; of a batch what its runs do meanwhile, whose own streams
/// have all of it; and <c>run_left</c> or <c>batch_left</c>, the last of the stream: nothing works on it any more. With <c>?recorded=true</c> an event is told as the
/// journal keeps it (<see cref="RunPayload"/>: the manifest as its kind, JSON and a checksum as its data), for a program that makes the run of them; that of a run of a
/// batch with the run's number and its own before its kind, as in <c>3/17/epoch-1</c>.
/// </summary>
internal static class EventsApi
{
    private const int LargestPiece = 64 * 1024;

    /// <summary>Adds it.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/runs/{id}/events", StreamRunAsync).WithTags("Runs").WithName("WatchRun").WithSummary("What happens in a run, from its beginning or after Last-Event-ID, until nothing works on it any more.")
            .WithDescription("recorded=true tells each event as the journal keeps it, for programs that make the run of them. Without an id come progress, alive (every 15 s where nothing happens) and, last, run_left.").Streams();
        routes.MapGet("/api/batches/{id}/events", StreamBatchAsync).WithTags("Batches").WithName("WatchBatch").WithSummary("What happens in a batch, from its beginning or after Last-Event-ID, until nothing works on it any more.")
            .WithDescription("recorded=true tells each event as the journal keeps it, for programs that make the batch of them. Without an id come what its runs do from now on, progress, alive (every 15 s where nothing happens) and, last, batch_left.").Streams();
    }

    private static void Streams(this RouteHandlerBuilder route) => route.RequireAuthorization(Roles.Viewer)
        .Produces<string>(StatusCodes.Status200OK, "text/event-stream").Produces(StatusCodes.Status204NoContent)
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);

    private static Task<IResult> StreamRunAsync(string id, HttpContext http, HostedRuns hosted, ServiceStop stop, bool recorded = false)
    {
        var run = hosted.Find(id);
        return StreamAsync(http, stop, recorded, (after, cancellation) => hosted.IsOverAfterAsync(run, after, cancellation), (after, cancellation) => hosted.WatchAsync(run, after, cancellation));
    }

    private static Task<IResult> StreamBatchAsync(string id, HttpContext http, HostedBatches hosted, ServiceStop stop, bool recorded = false)
    {
        var batch = hosted.Find(id);
        return StreamAsync(http, stop, recorded, (after, cancellation) => hosted.IsOverAfterAsync(batch, after, cancellation), (after, cancellation) => hosted.WatchAsync(batch, after, cancellation));
    }

    private static async Task<IResult> StreamAsync(
        HttpContext http, ServiceStop stop, bool recorded, Func<long, CancellationToken, Task<bool>> isOverAfterAsync, Func<long, CancellationToken, IAsyncEnumerable<IReadOnlyList<EventLine>>> watchAsync)
    {
        var after = 0L;
        if (http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last && (!long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out after)))
        {
            return TypedResults.Problem($"Last-Event-ID wants the id of an event, a whole number; found {last}.", statusCode: StatusCodes.Status400BadRequest);
        }

        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stop.Token);
        try
        {
            // A watcher that has everything of a run that is over is not to come back.
            if (after > 0 && await isOverAfterAsync(after, cancellation.Token))
            {
                return TypedResults.NoContent();
            }

            http.Response.ContentType = "text/event-stream; charset=utf-8";
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers["X-Accel-Buffering"] = "no";
            await http.Response.Body.FlushAsync(cancellation.Token);
            if (HeadRequests.IsHead(http))
            {
                return Results.Empty;
            }

            await foreach (var lines in watchAsync(after, cancellation.Token))
            {
                await TellAsync(lines, recorded, http.Response.BodyWriter, cancellation.Token);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The watcher left, or the service stops.
        }

        return Results.Empty;
    }

    // What comes together is sent together, in pieces that a slow watcher can take one by one.
    private static async Task TellAsync(IReadOnlyList<EventLine> lines, bool recorded, PipeWriter answer, CancellationToken cancellation)
    {
        foreach (var line in lines)
        {
            answer.Write(recorded ? line.Recorded : line.Text);
            if (answer.UnflushedBytes > LargestPiece)
            {
                await answer.FlushAsync(cancellation);
            }
        }

        await answer.FlushAsync(cancellation);
    }
}
