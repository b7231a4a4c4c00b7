using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Service.Events;
using ActorLstm.Model;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>A batch of a service, as a batch of this process would tell of itself. The state is made of the recorded events here.</summary>
/// <param name="service">The service.</param>
/// <param name="id">The batch.</param>
/// <param name="time">The clock.</param>
internal sealed class RemoteBatch(ServiceClient service, string id, TimeProvider time)
{
    /// <summary>What the batch tells until nothing works on it any more. What its runs come to while the connection is lost is not told, but how they end.</summary>
    /// <param name="after">What came up to this event is told as the past, in one notice; 0 tells everything.</param>
    /// <param name="cancellation">Ends the watch, not the batch.</param>
    /// <exception cref="RunLostException">The batch has not ended, and nothing works on it any more.</exception>
    /// <exception cref="ServiceUnreachableException">The service has not answered for about ten minutes.</exception>
    /// <exception cref="InvalidInputException">The service does not know the batch, or tells of it what this program cannot read.</exception>
    public async IAsyncEnumerable<IBatchNotice> NoticesAsync(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var events = new RemoteEvents(service, ServiceClient.PathOfBatch(id), time);
        var runs = new Dictionary<int, long>();
        var state = BatchState.Initial;
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
                case "batch_left":
                    yield return ClosedIf(known > after, state, JsonSerializer.Deserialize<Left>(told.Data, RunJson.Line)!);
                    yield break;
                case "progress" when known > 0 && known >= after:
                    yield return new BatchRunNotice(
                        state.Members[JsonSerializer.Deserialize<NumberedRun>(told.Data, RunJson.Line)!.Number], new RunProgressed(JsonSerializer.Deserialize<SliceProgress>(told.Data, RunJson.Line)!));
                    break;
                case var kind when known >= after && kind.Split('/') is [var run, var number, var manifest]:
                    if (IsNew(int.Parse(run, CultureInfo.InvariantCulture), long.Parse(number, CultureInfo.InvariantCulture)))
                    {
                        yield return new BatchRunNotice(state.Members[int.Parse(run, CultureInfo.InvariantCulture)], new RunChanged(events.Read<IRunEvent>(manifest, told.Data), RunState.Initial));
                    }

                    break;
                case var manifest when told.Number is { } number:
                    var happened = events.Read<IBatchEvent>(manifest, told.Data);
                    (known, state) = (number, state.Apply(happened));
                    if (happened is MemberBegun begun)
                    {
                        runs.Remove(begun.Number);
                    }

                    if (known == after)
                    {
                        yield return new BatchPastNotice(state);
                    }
                    else if (known > after)
                    {
                        yield return new BatchChanged(happened, state) { Number = number };
                    }

                    break;
            }
        }

        // What a run did just before the connection was lost may be told again.
        bool IsNew(int run, long number)
        {
            var isNew = number > runs.GetValueOrDefault(run);
            runs[run] = Math.Max(number, runs.GetValueOrDefault(run));
            return isNew;
        }
    }

    // What was told up to here need not be the end of the batch: then there is none.
    private static BatchClosed ClosedIf(bool isNew, BatchState state, Left left) => isNew && state.EndedAt is not null && state.Status != RunStatus.Interrupted
        ? new BatchClosed(state, null)
        : throw new RunLostException($"it is {RunOverview.Word(left.Status)}{(left.Reason is { } reason ? $": {reason}" : "")}");

    private sealed record NumberedRun(int Number);
}
