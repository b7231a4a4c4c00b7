using System.Text;
using ActorLstm.Actors.Projections;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Runs.Names;
using ActorLstm.Host.Service.Batches;
using ActorLstm.Host.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ActorLstm.Host.Web.Api;

/// <summary>The batches over HTTP: <c>/api/batches</c>. They are submitted where runs are, and their runs are listed among the others.</summary>
internal static class BatchesApi
{
    /// <summary>Adds it.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var batches = routes.MapGroup("/api/batches").WithTags("Batches").ProducesProblem(StatusCodes.Status401Unauthorized);
        var look = batches.MapGroup("").RequireAuthorization(Roles.Viewer);
        look.MapGet("", List).WithName("ListBatches").WithSummary("Lists batches, the newest first.");
        look.MapGet("{id}", ShowAsync).WithName("ShowBatch").WithSummary("Says everything about a batch, and what has become of each of its runs.").ProducesProblem(StatusCodes.Status404NotFound);
        look.MapGet("{id}/configuration", Configuration).WithName("ShowBatchConfiguration").WithSummary("The configuration of a batch.").ProducesProblem(StatusCodes.Status404NotFound);

        var act = batches.MapGroup("").RequireAuthorization(Roles.Operator).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        act.MapPost("{id}/pause", (string id, HostedBatches hosted, CancellationToken cancellation) => SteerAsync(id, RunWish.Pause, hosted, cancellation)).WithName("PauseBatch").WithSummary("Has all runs of a batch wait.");
        act.MapPost("{id}/resume", (string id, HostedBatches hosted, CancellationToken cancellation) => SteerAsync(id, RunWish.Run, hosted, cancellation)).WithName("ResumeBatch").WithSummary("Resumes a batch, or starts the missing and failed runs of a batch that has ended.")
            .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status507InsufficientStorage);
        act.MapPost("{id}/cancel", (string id, HostedBatches hosted, CancellationToken cancellation) => SteerAsync(id, RunWish.Cancel, hosted, cancellation)).WithName("CancelBatch").WithSummary("Ends a batch, and its runs that are under way for good.");
        act.MapDelete("{id}", RemoveAsync).WithName("RemoveBatch").WithSummary("Removes a batch that has ended, with all of its runs.");
    }

    private static Results<Ok<BatchPage>, ProblemHttpResult> List(HostedBatches hosted, string? status, string? name, int page = 1, int size = 50)
    {
        var part = new ListPart(status, page, size);
        if (part.Refusal is { } refusal)
        {
            return TypedResults.Problem(refusal, statusCode: StatusCodes.Status400BadRequest);
        }

        var fitting = hosted.Catalog.All().Where(batch => part.Wants(batch.Status) && (name is null || batch.Name == name)).ToList();
        return TypedResults.Ok(new BatchPage(part.Of(fitting), page, size, fitting.Count));
    }

    private static async Task<Ok<BatchAnswer>> ShowAsync(string id, HostedBatches hosted, CancellationToken cancellation)
    {
        var batch = hosted.Find(id);
        return TypedResults.Ok(new BatchAnswer(hosted.Catalog.Of(batch), hosted.Catalog.DocumentOf(batch), await hosted.Events.LastNumberAsync(batch.Id, cancellation)));
    }

    private static ContentHttpResult Configuration(string id, HostedBatches hosted)
    {
        var batch = hosted.Find(id);
        try
        {
            return TypedResults.Text(File.ReadAllText(Path.Combine(batch.Folder, BatchStore.ConfigurationFile)), "text/plain", Encoding.UTF8);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RunUnknownException($"The batch {batch.Id} lacks its configuration, or was removed at this moment.");
        }
    }

    private static async Task<Ok<BatchOverview>> SteerAsync(string id, RunWish wish, HostedBatches hosted, CancellationToken cancellation)
    {
        var batch = await hosted.SteerAsync(id, wish, cancellation);
        return TypedResults.Ok(hosted.Catalog.Of(hosted.Find(batch)));
    }

    private static async Task<Ok<IReadOnlyList<Removed>>> RemoveAsync(string id, HostedBatches hosted, CancellationToken cancellation) =>
        TypedResults.Ok<IReadOnlyList<Removed>>([.. (await hosted.RemoveAsync(id, cancellation)).Select(removed => new Removed(removed.Id, removed.Bytes))]);
}

/// <summary>A page of the list of batches.</summary>
/// <param name="Batches">The batches, the newest first.</param>
/// <param name="Page">Which page, from 1.</param>
/// <param name="Size">How many batches a page has at most.</param>
/// <param name="Total">How many such batches there are.</param>
internal sealed record BatchPage(IReadOnlyList<BatchOverview> Batches, int Page, int Size, int Total);

/// <summary>A batch: how it stands, and its page with its runs.</summary>
/// <param name="Batch">How it stands.</param>
/// <param name="Document">Its page; null where it has none yet.</param>
/// <param name="Events">The number of its last event: whoever watches it after that one hears only what is new.</param>
internal sealed record BatchAnswer(BatchOverview Batch, BatchDocument? Document, long Events);
