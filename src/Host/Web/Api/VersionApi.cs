using ActorLstm.Host.Runs;
using ActorLstm.Host.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ActorLstm.Host.Web.Api;

/// <summary>The build of the service over HTTP: <c>/api/version</c>.</summary>
internal static class VersionApi
{
    /// <summary>Adds it.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGroup("/api/version").WithTags("Version").RequireAuthorization(Roles.Viewer)
        .MapGet("", Tell).WithName("GetVersion").WithSummary("Says which build the service is: its version, the commit it was built from, and whether the sources were clean or modified.")
        .ProducesProblem(StatusCodes.Status401Unauthorized);

    private static Ok<ProgramBuild> Tell() => TypedResults.Ok(ProgramBuild.Current);
}
