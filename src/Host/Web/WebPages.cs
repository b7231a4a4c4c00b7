using ActorLstm.Host.Service;
using ActorLstm.Host.Web.Pages;
using ActorLstm.Host.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ActorLstm.Host.Web;

/// <summary>The pages of the service: Blazor components that are drawn on the server.</summary>
internal static class WebPages
{
    private const int MostAway = 20;
    private const int SmallMessage = 32 * 1024;

    /// <summary>Adds what they need.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="place">Where the service keeps its keys.</param>
    public static void Add(IServiceCollection services, ServicePlace place)
    {
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = LargestMessage(place.Options));
        services.AddCascadingAuthenticationState();
        services.Configure<CircuitOptions>(circuits => circuits.DisconnectedCircuitMaxRetained = MostAway);

        // Pages that are open stay valid when the service is begun again.
        services.AddDataProtection().SetApplicationName("actorlstm").PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(place.Runs.Root, RunningService.FolderName, "keys")));
    }

    // What is typed comes as one message, in which a character takes two at most: a configuration that the API takes is taken here too.
    private static long LargestMessage(ServiceOptions options) => 2 * options.LargestRequest + SmallMessage;

    // No page has a form that is sent to it: what is typed comes over its connection.
    private static void TakeOnlyGet(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<ComponentTypeMetadata>().Any() && endpoint.Metadata.OfType<HttpMethodMetadata>().ToList() is { Count: > 0 } methods)
        {
            methods.ForEach(method => endpoint.Metadata.Remove(method));
            endpoint.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get]));
        }
    }

    /// <summary>Adds them.</summary>
    public static void Map(WebApplication app)
    {
        WebAssets.Map(app);
        Login.Map(app);
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().RequireAuthorization(Roles.Viewer).Add(TakeOnlyGet);
    }
}
