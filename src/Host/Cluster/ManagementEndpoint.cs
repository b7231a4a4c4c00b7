using ActorLstm.Model;
using Akka.Actor;
using Akka.Cluster;
using Akka.Management.Cluster.Bootstrap;
using Akka.Management.Dsl;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using static Akka.Management.Cluster.Bootstrap.ContactPoint.HttpBootstrapJsonProtocol;

namespace ActorLstm.Host.Cluster;

/// <summary>
/// Tells nodes that look for each other what cluster this one knows, as Akka.Management's bootstrap asks for it: <c>GET /bootstrap/seed-nodes</c>, and
/// nothing else. Where nodes are to be found by discovery it begins that bootstrap. Akka.Management's own HTTP server is not used (ADR 23).
/// </summary>
/// <param name="system">The actor system of the node.</param>
/// <param name="options">How the node works; it has a management.</param>
internal sealed class ManagementEndpoint(ActorSystem system, ClusterOptions options) : IHostedService
{
    private readonly NodeAddress address = options.Management!;
    private WebApplication? web;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls($"http://{address}");
        web = builder.Build();
        web.Run(AnswerAsync);
        try
        {
            await web.StartAsync(cancellationToken);
        }
        catch (IOException fault)
        {
            throw new InvalidInputException($"The management of this node cannot listen: {fault.Message} Give another cluster.management.port, or null.", fault);
        }

        if (options.Discovery is not null)
        {
            var bootstrap = ClusterBootstrap.Get(system);
            bootstrap.Routes(ManagementRouteProviderSettings.Create(new Uri($"http://{address}"), readOnly: true)); // It learns from them where the others find it.
            await bootstrap.Start();
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (web is not null)
        {
            await web.StopAsync(cancellationToken);
            await web.DisposeAsync();
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path != "/bootstrap/seed-nodes" || !HttpMethods.IsGet(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var cluster = Akka.Cluster.Cluster.Get(system);
        if (cluster.IsTerminated || cluster.SelfMember.Status is MemberStatus.Leaving or MemberStatus.Exiting or MemberStatus.Down) // One that has not joined yet counts as removed.
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var seeds = cluster.State.Members.Except(cluster.State.Unreachable)
            .Where(member => member.Status is MemberStatus.Up or MemberStatus.WeaklyUp or MemberStatus.Joining)
            .Select(member => new ClusterMember(member.Address, member.UniqueAddress.Uid, member.Status, member.Roles));
        await http.Response.WriteAsJsonAsync(new SeedNodes(cluster.SelfAddress, [.. seeds]), SeedNodesJson, http.RequestAborted);
    }

    // The names as they are: who reads them expects no others.
    private static readonly System.Text.Json.JsonSerializerOptions SeedNodesJson = new();
}
