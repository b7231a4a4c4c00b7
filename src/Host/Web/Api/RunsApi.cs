using System.Text;
using System.Text.Json.Serialization;
using ActorLstm.Actors.Projections;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Names;
using ActorLstm.Host.Service;
using ActorLstm.Host.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace ActorLstm.Host.Web.Api;

/// <summary>The runs over HTTP: <c>/api/runs</c>.</summary>
internal static class RunsApi
{
    /// <summary>Adds it.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/api/runs").WithTags("Runs").ProducesProblem(StatusCodes.Status401Unauthorized);
        var look = runs.MapGroup("").RequireAuthorization(Roles.Viewer);
        look.MapGet("", List).WithName("ListRuns").WithSummary("Lists runs, the newest first.");
        look.MapGet("{id}", ShowAsync).WithName("ShowRun").WithSummary("Says everything about a run.").ProducesProblem(StatusCodes.Status404NotFound);
        look.MapGet("{id}/details", Details).WithName("ShowDetails").WithSummary("What a run has on the disk: texts, checkpoints, bytes.").ProducesProblem(StatusCodes.Status404NotFound);
        look.MapGet("{id}/metrics", Metrics).WithName("ListMetrics").WithSummary("The epochs of a run.").ProducesProblem(StatusCodes.Status404NotFound);
        look.MapGet("{id}/samples", Samples).WithName("ListSamples").WithSummary("The texts of a run.").ProducesProblem(StatusCodes.Status404NotFound);
        look.MapGet("{id}/configuration", Configuration).WithName("ShowConfiguration").WithSummary("The configuration of a run, every setting with its value.").ProducesProblem(StatusCodes.Status404NotFound);

        var act = runs.MapGroup("").RequireAuthorization(Roles.Operator).ProducesProblem(StatusCodes.Status403Forbidden);
        act.MapPost("", SubmitAsync).WithName("SubmitRun").WithSummary("Submits what a configuration asks for, as HOCON or JSON: a run, or a batch of runs. Location says where it is.")
            .WithDescription("A batch is known by its name: one that is there is gone on with, and extended by the runs that it lacks (200).")
            .Accepts<string>("application/hocon", "application/json", "*/*").Produces<Submitted>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status507InsufficientStorage);
        act.MapPost("{id}/pause", (string id, HostedRuns hosted, CancellationToken cancellation) => SteerAsync(id, RunWish.Pause, hosted, cancellation)).WithName("PauseRun").WithSummary("Has a run wait.").Steers();
        act.MapPost("{id}/resume", (string id, HostedRuns hosted, CancellationToken cancellation) => SteerAsync(id, RunWish.Run, hosted, cancellation)).WithName("ResumeRun").WithSummary("Has a run go on.").Steers();
        act.MapPost("{id}/cancel", (string id, HostedRuns hosted, CancellationToken cancellation) => SteerAsync(id, RunWish.Cancel, hosted, cancellation)).WithName("CancelRun").WithSummary("Ends a run for good.").Steers();
        act.MapDelete("{id}", RemoveAsync).WithName("RemoveRun").WithSummary("Removes a run that has ended.").Steers();
    }

    private static RouteHandlerBuilder Steers(this RouteHandlerBuilder route) => route.ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

    private static Results<Ok<RunPage>, ProblemHttpResult> List(HostedRuns hosted, string? status, string? name, string? batch, int page = 1, int size = 50)
    {
        var part = new ListPart(status, page, size);
        if (part.Refusal is { } refusal)
        {
            return TypedResults.Problem(refusal, statusCode: StatusCodes.Status400BadRequest);
        }

        var fitting = hosted.Catalog.All().Where(run => part.Wants(run.Status) && (name is null || run.Name == name) && (batch is null || run.Batch?.Id == batch)).ToList();
        return TypedResults.Ok(new RunPage(part.Of(fitting), page, size, fitting.Count));
    }

    private static async Task<Ok<RunAnswer>> ShowAsync(string id, HostedRuns hosted, CancellationToken cancellation)
    {
        var run = hosted.Find(id);
        return TypedResults.Ok(new RunAnswer(hosted.Catalog.Of(run), run.Document, await hosted.Events.LastNumberAsync(run.Id, cancellation)));
    }

    private static Ok<RunDetails> Details(string id, HostedRuns hosted) => TypedResults.Ok(Read(id, hosted, RunDetails.Of));

    private static Ok<IReadOnlyList<EpochLine>> Metrics(string id, HostedRuns hosted) => TypedResults.Ok(Read<IReadOnlyList<EpochLine>>(id, hosted, run => [.. RunFolder.Epochs(run.Folder)]));

    private static Ok<IReadOnlyList<SampleLine>> Samples(string id, HostedRuns hosted, int? epoch, double? temperature) => TypedResults.Ok(Read<IReadOnlyList<SampleLine>>(
        id, hosted, run => [.. RunFolder.Samples(run.Folder).Where(sample => (epoch is null || sample.Epoch == epoch) && (temperature is null || sample.Temperature.Equals(temperature)))]));

    private static ContentHttpResult Configuration(string id, HostedRuns hosted) =>
        TypedResults.Text(Read(id, hosted, run => File.ReadAllText(Path.Combine(run.Folder, RunFolder.ConfigurationFile))), "text/plain", Encoding.UTF8);

    // A run may be removed while it is read.
    private static T Read<T>(string id, HostedRuns hosted, Func<StoredRun, T> read)
    {
        var run = hosted.Find(id);
        try
        {
            return read(run);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RunUnknownException($"The run {run.Id} lacks what is asked for, or was removed at this moment.");
        }
    }

    private static async Task<IResult> SubmitAsync(
        HttpRequest request, Submissions submissions, string? name, [FromHeader(Name = "Idempotency-Key")] string? key, CancellationToken cancellation, int priority = 0)
    {
        if (key is { Length: > 200 })
        {
            return TypedResults.Problem("Idempotency-Key wants at most 200 characters.", statusCode: StatusCodes.Status400BadRequest);
        }

        string text;
        try
        {
            using var reader = new StreamReader(request.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            text = await reader.ReadToEndAsync(cancellation);
        }
        catch (DecoderFallbackException)
        {
            return TypedResults.Problem("The configuration is not UTF-8.", statusCode: StatusCodes.Status400BadRequest);
        }

        var accepted = await submissions.SubmitAsync(text, new SubmissionRequest(name, priority, key), cancellation);
        var submitted = new Submitted(accepted.Id, accepted.IsBatch, accepted.Changes is [] ? null : accepted.Changes);
        return accepted.IsNew ? TypedResults.Created($"{request.PathBase}/api/{(accepted.IsBatch ? "batches" : "runs")}/{accepted.Id}", submitted) : TypedResults.Ok(submitted);
    }

    private static async Task<Ok<RunOverview>> SteerAsync(string id, RunWish wish, HostedRuns hosted, CancellationToken cancellation)
    {
        var run = await hosted.SteerAsync(id, wish, cancellation);
        return TypedResults.Ok(hosted.Catalog.Of(hosted.Find(run)));
    }

    private static async Task<Ok<Removed>> RemoveAsync(string id, HostedRuns hosted, CancellationToken cancellation)
    {
        var (run, bytes) = await hosted.RemoveAsync(id, cancellation);
        return TypedResults.Ok(new Removed(run, bytes));
    }
}

/// <summary>A page of the list of runs.</summary>
/// <param name="Runs">The runs, the newest first.</param>
/// <param name="Page">Which page, from 1.</param>
/// <param name="Size">How many runs a page has at most.</param>
/// <param name="Total">How many such runs there are.</param>
internal sealed record RunPage(IReadOnlyList<RunOverview> Runs, int Page, int Size, int Total)
{
    /// <summary>The most of a page.</summary>
    public const int Largest = 1000;
}

/// <summary>A run: how it stands, and its page.</summary>
/// <param name="Run">How it stands.</param>
/// <param name="Document">Its page; null where it has none yet.</param>
/// <param name="Events">The number of its last event: whoever watches it after that one hears only what is new.</param>
internal sealed record RunAnswer(RunOverview Run, RunDocument? Document, long Events);

/// <summary>A run or a batch that was submitted.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsBatch">Whether it is a batch.</param>
/// <param name="Changes">What changed in the file of a batch since it was submitted last, in lines; absent if nothing did.</param>
internal sealed record Submitted(string Id, bool IsBatch = false, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Changes = null);

/// <summary>A run or a batch that was removed.</summary>
internal sealed record Removed(string Id, long Bytes);
