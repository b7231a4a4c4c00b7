using ActorLstm.Host.Cluster;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Service;
using ActorLstm.Host.Service.Batches;
using ActorLstm.Host.Service.Webhooks;
using ActorLstm.Host.Web.Api;
using ActorLstm.Host.Web.Security;
using Akka.Actor;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;
using Serilog;
using Serilog.Core;

namespace ActorLstm.Host.Web;

/// <summary>The host of the service: what is in it, in the order in which it starts, and what a request passes through.</summary>
internal static class WebService
{
    private const int MostConnections = 2000;
    private const int MostPages = 500;
    private const string AnyScheme = "Any";

    /// <summary>Makes it.</summary>
    /// <param name="place">What the runs work with.</param>
    /// <param name="tokens">Who may do what.</param>
    /// <param name="secret">Signs what the webhook is told; null where there is none.</param>
    /// <param name="collector">Is sent metrics and spans; null where there is none.</param>
    /// <param name="log">Where log events go.</param>
    /// <param name="node">What it is in a cluster; null where it is in none.</param>
    public static WebApplication Build(ServicePlace place, Tokens tokens, WebhookSecret? secret, OtlpCollector? collector, Logger log, ClusterNode? node)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(WebService).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSerilog(log);
        builder.Services.AddSystemd().AddWindowsService();
        AddRuns(builder.Services, place, node);
        AddWebhook(builder.Services, place, secret, log);
        WebTelemetry.Add(builder.Services, collector);
        AddWeb(builder, place, tokens, log);
        var app = builder.Build();
        Use(app, place.Options);
        return app;
    }

    private static void AddRuns(IServiceCollection services, ServicePlace place, ClusterNode? node)
    {
        ActorHost.AddTo(services, "", place.Journal, node is null ? null : akka => node.AddTo(akka, place.Journal));
        node?.AddManagementTo(services);
        services.AddSingleton(provider => provider.GetRequiredService<HostingActors>().Place); // In a cluster its runs go on elsewhere.
        services.AddSingleton<ServiceStop>();
        services.AddSingleton<TextsAtOnce>();
        services.AddSingleton(provider => HostingActors.Begin(provider.GetRequiredService<ActorSystem>(), place, node));
        services.AddSingleton<Submissions>();
        services.AddSingleton<HostedRuns>();
        services.AddSingleton<HostedBatches>();
        services.AddSingleton<ServiceNodes>();
        services.AddHostedService(provider => new TakingUp(provider, place, node));
    }

    private static void AddWebhook(IServiceCollection services, ServicePlace place, WebhookSecret? secret, Logger log)
    {
        if (place is { Webhooks: { } outbox, Options.Webhook: { } webhook } && secret is not null)
        {
            services.AddHostedService(_ => new WebhookDelivery(outbox, webhook.Url, secret, WebhookDelivery.Client(), place.Time, log));
        }
    }

    private static void AddWeb(WebApplicationBuilder builder, ServicePlace place, Tokens tokens, Logger log)
    {
        var options = place.Options;
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.LargestRequest;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = MostPages; // Those of open pages do not count among the others.
        });
        var services = builder.Services;
        services.AddRouting();
        services.AddSingleton(tokens);
        services.AddSingleton(_ => new WrongTokens(log, place.Time));
        services.AddSingleton<QueryParameters>();
        services.AddRateLimiter(limits => ClientLimits.Configure(limits, options));
        services.AddAuthentication(AnyScheme)
            .AddPolicyScheme(AnyScheme, null, any => any.ForwardDefaultSelector = http => tokens.IsOpen || IsForPrograms(http) ? TokenAuthentication.SchemeName : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null)
            .AddCookie(cookie => Login.Configure(cookie, options));
        services.AddAuthorizationBuilder()
            .AddPolicy(Roles.Viewer, policy => policy.RequireRole(Roles.Viewer))
            .AddPolicy(Roles.Operator, policy => policy.RequireRole(Roles.Operator));
        WebPages.Add(services, place);
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true); // So that the problem says what is wrong.
        services.AddProblemDetails();
        services.AddExceptionHandler<Problems>();
        services.ConfigureHttpJsonOptions(json => Actors.Projections.RunJson.Configure(json.SerializerOptions));
        services.AddAntiforgery(forms => PublicSide.Secure(forms.Cookie, options));
        services.AddOpenApi("v1", api => api.AddDocumentTransformer((document, _, _) =>
        {
            document.Servers = options.PublicUrl is { } address ? [new OpenApiServer { Url = address.ToString().TrimEnd('/') }] : document.Servers;
            return Task.CompletedTask;
        }));
        services.AddHealthChecks().AddCheck<ServiceHealth>("runs", tags: [ServiceHealth.Ready]);

        // Without tokens the name that a request is sent to must be this machine's own: another name that leads here is somebody's trick.
        services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = tokens.IsOpen ? ["localhost", "127.0.0.1", "[::1]", .. options.PublicUrl is { } address ? [address.IdnHost] : Array.Empty<string>()] : ["*"]);
        services.AddHostFiltering(_ => { });
    }

    private static void Use(WebApplication app, ServiceOptions options)
    {
        app.UsePublicSide(options);
        app.UseSecurityHeaders();
        app.UseExceptionHandler();
        app.UseRefusals();
        app.UseHostFiltering();
        app.UseRequestOrigin(options);
        app.UseHeadAsGet();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        QueryParameters.Use(app);
        app.UseAntiforgery();
        app.MapOpenApi();
        app.MapHealthChecks("/healthz", new() { Predicate = _ => false });
        app.MapHealthChecks("/readyz", new() { Predicate = check => check.Tags.Contains(ServiceHealth.Ready) });
        WebTelemetry.Map(app);
        RunsApi.Map(app);
        BatchesApi.Map(app);
        NamesApi.Map(app);
        NodesApi.Map(app);
        VersionApi.Map(app);
        EventsApi.Map(app);
        TextsApi.Map(app);
        WebPages.Map(app);
    }

    // Programs show their token with each request, pages come with a cookie: an API that took the cookie could be used by other sites.
    private static bool IsForPrograms(HttpContext http) => http.Request.Headers.Authorization.Count > 0
        || http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || http.Request.Path.StartsWithSegments(WebTelemetry.Path, StringComparison.OrdinalIgnoreCase);

    // Between the actor system and the web server, which starts last.
    private sealed class TakingUp(IServiceProvider services, ServicePlace place, ClusterNode? node) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            if (node is not null)
            {
                await StandByAsync(node, cancellationToken);
            }

            place.Webhooks?.TakeUp(place.Runs);
            await services.GetRequiredService<Submissions>().TakeUpAsync(cancellationToken);
        }

        // The pages of a node that does not lead would show nothing: it listens once it does.
        private async Task StandByAsync(ClusterNode node, CancellationToken cancellation)
        {
            var system = services.GetRequiredService<ActorSystem>();
            try
            {
                ServiceManager.Waits("standing by until this node leads the cluster");
                await node.Leads.WaitAsync(cancellation);
                await place.Hold.TakeAsync(place.Time, cancellation);
                ServiceManager.IsDoneWaiting();
            }
            catch (OperationCanceledException) when (Akka.Cluster.Cluster.Get(system).IsTerminated)
            {
                throw NodeLostException.Of(system);
            }
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
