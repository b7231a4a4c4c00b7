using System.Runtime.CompilerServices;
using System.Text.Json;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Service.Events;
using ActorLstm.Model;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>A run of a service, as a run of this process would tell of itself. The state is made of the recorded events here.</summary>
/// <param name="service">The service.</param>
/// <param name="id">The run.</param>
/// <param name="time">The clock.</param>
internal sealed class RemoteRun(ServiceClient service, string id, TimeProvider time)
{
    /// <summary>What the run tells until nothing works on it any more.</summary>
    /// <param name="after">What came up to this event is told as the past, in one notice; 0 tells everything.</param>
    /// <param name="cancellation">Ends the watch, not the run.</param>
    /// <exception cref="RunLostException">The run has not ended, and nothing works on it any more.</exception>
    /// <exception cref="ServiceUnreachableException">The service has not answered for about ten minutes.</exception>
    /// <exception cref="InvalidInputException">The service does not know the run, or tells of it what this program cannot read.</exception>
    public async IAsyncEnumerable<IRunNotice> NoticesAsync(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var events = new RemoteEvents(service, ServiceClient.PathOf(id), time);
        var state = RunState.Initial;
        long known = 0;
        await foreach (var told in events.ReadAsync(cancellation))
        {
            switch (told.Kind)
            {
                case RemoteEvent.Lost or RemoteEvent.Restored:
                    yield return new ConnectionNotice(service.Address, told.Kind == RemoteEvent.Lost);
                    break;
                case RemoteEvent.Over:
                    yield return ClosedIf(known > after, state, new Left(state.Status, state.Reason));
                    yield break;
                case "alive":
                    break;
                case "progress" when known > 0 && known >= after:
                    yield return new RunProgressed(JsonSerializer.Deserialize<SliceProgress>(told.Data, RunJson.Line)!);
                    break;
                case "run_left":
                    yield return ClosedIf(known > after, state, JsonSerializer.Deserialize<Left>(told.Data, RunJson.Line)!);
                    yield break;
                case var manifest when told.Number is { } number:
                    var happened = events.Read<IRunEvent>(manifest, told.Data);
                    (known, state) = (number, state.Apply(happened));
                    if (known == after)
                    {
                        yield return new PastNotice(state);
                    }

                    // A run that is interrupted because its service stops goes on with it: only its end is an end.
                    else if (known > after && happened is not RunEnded { Status: RunStatus.Interrupted })
                    {
                        yield return new RunChanged(happened, state) { Number = number };
                    }

                    break;
            }
        }
    }

    // What was told up to here need not be the end of the run: then there is none.
    private static RunClosed ClosedIf(bool isNew, RunState state, Left left) => isNew && state.EndedAt is not null && state.Status != RunStatus.Interrupted
        ? new RunClosed(state)
        : throw new RunLostException($"it is {RunOverview.Word(left.Status)}{(left.Reason is { } reason ? $": {reason}" : "")}");
}
