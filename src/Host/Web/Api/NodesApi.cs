using ActorLstm.Host.Cluster.Runs;
using ActorLstm.Host.Service;
using ActorLstm.Host.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ActorLstm.Host.Web.Api;

/// <summary>The nodes of the cluster over HTTP: <c>/api/nodes</c>.</summary>
internal static class NodesApi
{
    /// <summary>Adds it.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGroup("/api/nodes").WithTags("Nodes").RequireAuthorization(Roles.Viewer)
        .MapGet("", ListAsync).WithName("ListNodes").WithSummary("Lists the nodes of the cluster with their roles, their slots, and the runs that go on there; none where the service is in no cluster.")
        .ProducesProblem(StatusCodes.Status401Unauthorized);

    private static async Task<Ok<IReadOnlyList<NodeAnswer>>> ListAsync(ServiceNodes nodes, CancellationToken cancellation) =>
        TypedResults.Ok<IReadOnlyList<NodeAnswer>>([.. (await nodes.ListAsync(cancellation)).Select(NodeAnswer.Of)]);
}

/// <summary>A node of the cluster.</summary>
/// <param name="Node">Where the other nodes reach it.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="Slots">How many runs it trains at once.</param>
/// <param name="Samplers">How many groups of texts it generates at once.</param>
/// <param name="Version">The version of the program.</param>
/// <param name="Commit">The commit that it was built from.</param>
/// <param name="Tree">Whether its sources were those of the commit: clean, modified, or unknown.</param>
/// <param name="Runs">The ids of the runs that go on there.</param>
internal sealed record NodeAnswer(string Node, IReadOnlyList<string> Roles, int Slots, int Samplers, string Version, string Commit, string Tree, IReadOnlyList<string> Runs)
{
    /// <summary>The answer that tells of a node.</summary>
    public static NodeAnswer Of(NodeView node) => new(
        node.Node.Node, node.Node.Roles, node.Node.Slots, node.Node.Samplers, node.Build.Version, node.Build.Commit, node.Build.Tree, node.Runs);
}
