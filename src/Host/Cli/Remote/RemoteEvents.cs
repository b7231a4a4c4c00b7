using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ActorLstm.Actors.Serialization;
using ActorLstm.Model;
using Polly;
using Polly.Retry;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>What a service tells of a run or a batch. Where the connection is lost it goes on after the last event that came.</summary>
/// <param name="service">The service.</param>
/// <param name="path">Whose events: the address below that of the service.</param>
/// <param name="time">The clock.</param>
internal sealed class RemoteEvents(ServiceClient service, string path, TimeProvider time)
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

    /// <summary>Everything that it tells, each recorded event once, until it has nothing more to tell: the last says so, or is of kind <see cref="RemoteEvent.Over"/>.</summary>
    /// <exception cref="ServiceUnreachableException">The service has not answered for about ten minutes.</exception>
    /// <exception cref="InvalidInputException">The service does not know whose events are asked for.</exception>
    public async IAsyncEnumerable<RemoteEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        long known = 0;
        while (true)
        {
            var events = await TryConnectAsync(known, cancellation);
            if (events is null)
            {
                yield return new RemoteEvent(null, RemoteEvent.Lost, "");
                events = await retries.ExecuteAsync(async token => await service.EventsAsync(path, known, token), cancellation);
                yield return new RemoteEvent(null, RemoteEvent.Restored, "");
            }

            await using (events)
            {
                if (events.AreOver)
                {
                    yield return new RemoteEvent(null, RemoteEvent.Over, "");
                    yield break;
                }

                while (await events.NextAsync(time, cancellation) is { } item)
                {
                    var number = long.TryParse(item.EventId, CultureInfo.InvariantCulture, out var parsed) ? parsed : (long?)null;
                    if (number is null || number > known)
                    {
                        known = number ?? known;
                        yield return new RemoteEvent(number, item.EventType, item.Data);
                    }
                }
            }

            await Task.Delay(Pause, time, cancellation); // Whoever closes the connection at once is not to be asked at once.
        }
    }

    /// <summary>What the journal has of an event.</summary>
    /// <typeparam name="T">What it is an event of.</typeparam>
    /// <param name="manifest">Its kind.</param>
    /// <param name="data">What the journal has.</param>
    /// <exception cref="InvalidInputException">This program cannot read it.</exception>
    public T Read<T>(string manifest, string data)
    {
        try
        {
            return (T)RunPayload.Read(manifest, Encoding.UTF8.GetBytes(data));
        }
        catch (Exception fault) when (fault is OtherVersionException or InvalidDataException)
        {
            throw new InvalidInputException($"The service {service.Address} tells of {path} what this program cannot read: {fault.Message}", fault);
        }
    }

    private async Task<ServedEvents?> TryConnectAsync(long known, CancellationToken cancellation)
    {
        try
        {
            return await service.EventsAsync(path, known, cancellation);
        }
        catch (ServiceUnreachableException)
        {
            return null;
        }
    }
}

/// <summary>Something that a service tells.</summary>
/// <param name="Number">Its number among the recorded events; null for what is not recorded there.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Data">What there is to say of it.</param>
internal sealed record RemoteEvent(long? Number, string Kind, string Data)
{
    /// <summary>The connection was lost.</summary>
    public const string Lost = "connection_lost";

    /// <summary>The connection is there again.</summary>
    public const string Restored = "connection_restored";

    /// <summary>Everything was told before.</summary>
    public const string Over = "over";
}
