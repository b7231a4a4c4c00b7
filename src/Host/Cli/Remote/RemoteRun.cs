using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Serialization;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Service.Events;
using ActorLstm.Model;
using ActorLstm.Model.Training;
using Polly;
using Polly.Retry;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>
/// A run of a service, as a run of this process would tell of itself. The state is made of the recorded events here; where the connection is
/// lost it goes on after the last one that came.
/// </summary>
/// <param name="service">The service.</param>
/// <param name="id">The run.</param>
/// <param name="time">The clock.</param>
internal sealed class RemoteRun(ServiceClient service, string id, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // About ten minutes.
    private readonly ResiliencePipeline retries = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<ServiceUnreachableException>(),
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(250),
            MaxDelay = TimeSpan.FromSeconds(10),
            MaxRetryAttempts = 64,
        })
        .Build();

    /// <summary>What the run tells until nothing works on it any more.</summary>
    /// <param name="resumption">What came before this resumption is not told; 0 tells everything.</param>
    /// <param name="cancellation">Ends the watch, not the run.</param>
    /// <exception cref="RunLostException">The run has not ended, and nothing works on it any more.</exception>
    /// <exception cref="ServiceUnreachableException">The service has not answered for about ten minutes.</exception>
    /// <exception cref="InvalidInputException">The service does not know the run, or tells of it what this program cannot read.</exception>
    public async IAsyncEnumerable<IRunNotice> NoticesAsync(int resumption, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var state = RunState.Initial;
        long known = 0;
        while (true)
        {
            var events = await TryConnectAsync(known, cancellation);
            if (events is null)
            {
                yield return new ConnectionNotice(service.Address, IsLost: true);
                events = await retries.ExecuteAsync(async token => await service.EventsAsync(id, known, token), cancellation);
                yield return new ConnectionNotice(service.Address, IsLost: false);
            }

            await using (events)
            {
                if (events.AreOver)
                {
                    yield return ClosedIf(state.Resumptions >= resumption, state, new Left(state.Status, state.Reason));
                    yield break;
                }

                while (await events.NextAsync(time, cancellation) is { } item)
                {
                    var isTold = state.Facts is not null && state.Resumptions >= resumption;
                    switch (item.EventType)
                    {
                        case "alive" or "present":
                            break;
                        case "progress":
                            if (isTold)
                            {
                                yield return new RunProgressed(JsonSerializer.Deserialize<SliceProgress>(item.Data, RunJson.Line)!);
                            }

                            break;
                        case "run_left":
                            yield return ClosedIf(isTold, state, JsonSerializer.Deserialize<Left>(item.Data, RunJson.Line)!);
                            yield break;
                        default:
                            if (!long.TryParse(item.EventId, CultureInfo.InvariantCulture, out var number) || number <= known)
                            {
                                break;
                            }

                            var happened = Read(item.EventType, item.Data);
                            (known, state) = (number, state.Apply(happened));

                            // A run that is interrupted because its service stops goes on with it: only its end is an end.
                            if (state.Resumptions >= resumption && happened is not RunEnded { Status: RunStatus.Interrupted })
                            {
                                yield return new RunChanged(happened, state) { Number = number };
                            }

                            break;
                    }
                }
            }

            await Task.Delay(Pause, time, cancellation); // Whoever closes the connection at once is not to be asked at once.
        }
    }

    private async Task<ServedEvents?> TryConnectAsync(long known, CancellationToken cancellation)
    {
        try
        {
            return await service.EventsAsync(id, known, cancellation);
        }
        catch (ServiceUnreachableException)
        {
            return null;
        }
    }

    // What was told up to here need not be the end of the run: then there is none.
    private static RunClosed ClosedIf(bool isTold, RunState state, Left left) => isTold && state.EndedAt is not null && state.Status != RunStatus.Interrupted
        ? new RunClosed(state)
        : throw new RunLostException($"it is {RunOverview.Word(left.Status)}{(left.Reason is { } reason ? $": {reason}" : "")}");

    private IRunEvent Read(string manifest, string data)
    {
        try
        {
            return (IRunEvent)RunPayload.Read(manifest, Encoding.UTF8.GetBytes(data));
        }
        catch (Exception fault) when (fault is OtherVersionException or InvalidDataException)
        {
            throw new InvalidInputException($"The service {service.Address} tells of the run {id} what this program cannot read: {fault.Message}", fault);
        }
    }
}
