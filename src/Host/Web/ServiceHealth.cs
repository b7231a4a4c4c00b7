using ActorLstm.Host.Runs;
using ActorLstm.Host.Service;
using ActorLstm.Model;
using Akka.Actor;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ActorLstm.Host.Web;

/// <summary>Whether the service can take runs: its actors live, its journal answers, its folder can be written.</summary>
internal sealed class ServiceHealth(ServicePlace place, ActorSystem system) : IHealthCheck
{
    /// <summary>The tag of checks for readiness.</summary>
    public const string Ready = "ready";

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (system.WhenTerminated.IsCompleted)
        {
            return HealthCheckResult.Unhealthy("The actor system has ended.");
        }

        try
        {
            await place.Journal.IsKnownAsync("", cancellationToken);
        }
        catch (InvalidInputException fault)
        {
            return HealthCheckResult.Unhealthy(fault.Message, fault);
        }

        return RunsDisk.Examine(place.Runs.Root) is { IsWritable: true } ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"{place.Runs.Root} cannot be written.");
    }
}
