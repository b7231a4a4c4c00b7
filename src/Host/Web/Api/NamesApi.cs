using ActorLstm.Host.Service;
using ActorLstm.Host.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ActorLstm.Host.Web.Api;

/// <summary>Resolves a name over HTTP: <c>GET /api/find?name=</c>.</summary>
internal static class NamesApi
{
    /// <summary>Adds it.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/find", Find).RequireAuthorization(Roles.Viewer).WithTags("Runs").WithName("FindName")
        .WithSummary("Finds a run or a batch by its id, its name, or a unique beginning of its id.")
        .WithDescription("If several share a name, it finds the newest, and a batch before a run. With only=true an ambiguous name is refused (409), and the problem document lists the matches under matches.")
        .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

    private static Ok<FoundAnswer> Find(string name, ServicePlace place, bool only = false)
    {
        var found = only ? place.Names.FindOnly(name, ServedNames.Among.All) : place.Names.Find(name, ServedNames.Among.All);
        return TypedResults.Ok(new FoundAnswer(found.IsBatch ? Path.GetFileName(found.Folder) : place.Find(Path.GetFileName(found.Folder)).Id, found.IsBatch));
    }
}

/// <summary>The run or the batch that was meant.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsBatch">Whether it is a batch.</param>
internal sealed record FoundAnswer(string Id, bool IsBatch);
