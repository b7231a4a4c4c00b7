using System.Diagnostics.Metrics;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Telemetry;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Service;

/// <summary>How the service stands at a moment, for whoever measures it: runs by status, slots, events that wait to be told. May be used by several threads.</summary>
internal sealed class ServiceGauges : IDisposable
{
    private static readonly RunStatus[] Living = [RunStatus.Queued, RunStatus.Running, RunStatus.Paused];

    private readonly Meter meter = new(Instruments.Name, Instruments.Version);
    private int slots;

    /// <param name="catalog">Knows the runs of the service.</param>
    /// <param name="slotLimit">How many runs go on at once.</param>
    /// <param name="undelivered">How many ended runs were not told yet.</param>
    public ServiceGauges(RunCatalog catalog, int slotLimit, Func<int> undelivered)
    {
        meter.CreateObservableGauge(
            "actorlstm.runs", () => Living.Select(status => new Measurement<int>(catalog.CountOf(status), new KeyValuePair<string, object?>(Instruments.Status, RunOverview.Word(status)))), "{run}", "Runs that the service looks after, by status.");
        meter.CreateObservableGauge("actorlstm.slots.used", () => Volatile.Read(ref slots), "{slot}", "Slots that runs have.");
        meter.CreateObservableGauge("actorlstm.slots.limit", () => slotLimit, "{slot}", "Slots that there are: how many runs go on at once.");
        meter.CreateObservableGauge("actorlstm.webhook.undelivered", undelivered, "{event}", "Ended runs that the webhook was not told of yet.");
    }

    /// <summary>So many slots are in use.</summary>
    public void UseSlots(int count) => Volatile.Write(ref slots, count);

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();
}
