using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Bench;

/// <summary>How long the training steps of a run of a service take, as the run itself measures them.</summary>
/// <param name="service">The service.</param>
/// <param name="run">A run of it, which goes on.</param>
internal sealed class StepPace(ChildService service, string run)
{
    /// <summary>The mean of a step from now on, seconds.</summary>
    /// <param name="phase">How long it is looked at, by the run's own clock: the time that it spent training.</param>
    /// <param name="cancellation">Ends the watching.</param>
    /// <exception cref="InvalidOperationException">The run does not go on.</exception>
    public async Task<double> SecondsAsync(TimeSpan phase, CancellationToken cancellation)
    {
        var (seconds, steps) = (0.0, 0);
        SliceProgress? before = null;
        await foreach (var item in service.WatchAsync(run, cancellation))
        {
            if (item.EventType != "progress")
            {
                continue;
            }

            var now = JsonSerializer.Deserialize<SliceProgress>(item.Data, RunJson.Line)!;
            if (before is not null && before.Epoch == now.Epoch) // Between two epochs there is no pace.
            {
                (seconds, steps) = (seconds + now.Seconds - before.Seconds, steps + now.Batch - before.Batch);
            }

            before = now;
            if (seconds >= phase.TotalSeconds)
            {
                return seconds / steps;
            }
        }

        throw new InvalidOperationException($"The run {run} that was to be measured does not go on.");
    }
}
