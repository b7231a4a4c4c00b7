using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Cluster.Runs;

/// <summary>
/// Opens a run for its entity, by other threads than the entity's own. The lease of what was opened last is given back with this, also where the entity
/// has stopped meanwhile and does not hear of it.
/// </summary>
internal sealed class RunOpening : IDisposable
{
    private readonly string runId;
    private readonly LocalRunSite site;
    private readonly CancellationTokenSource ended = new();
    private readonly CancellationToken cancellation;
    private readonly Lock guard = new();
    private CancellationTokenSource? attempt;
    private RunOrderKind? purpose;
    private Opened<IRunNotice>? opened;

    /// <param name="runId">The run.</param>
    /// <param name="site">Where it is opened.</param>
    public RunOpening(string runId, LocalRunSite site)
    {
        this.runId = runId;
        this.site = site;
        cancellation = ended.Token; // Asked for when the source is disposed of as well.
    }

    /// <summary>Opens it.</summary>
    /// <param name="wanted">As it is wanted; null for as it is recorded.</param>
    /// <param name="order">What it was told last; null where nothing was.</param>
    /// <param name="since">How many of its events its follower knew when it began to follow it: see <see cref="RunToOpen.Since"/>.</param>
    /// <returns>The run, and how many events are recorded of it.</returns>
    /// <exception cref="RunIsOverException">It has come to its end, or it is interrupted and was told to be.</exception>
    /// <exception cref="OperationCanceledException">
    /// The entity has stopped, or something else is to become of the run: see <see cref="Reconsider"/>.
    /// </exception>
    public async Task<(Opened<IRunNotice> Work, long Events)> OpenAsync(RunAssignment? wanted, RunOrder? order, long? since)
    {
        attempt?.Dispose();
        attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        purpose = PurposeOf(order);
        var token = attempt.Token;
        await Task.Yield(); // Files are read: not by the actor's own thread.
        if (order is { Kind: RunOrderKind.Interrupt })
        {
            await RequireUnderWayAsync(token); // The sender may not know yet that the run was interrupted.
        }

        var configuration = wanted?.Configuration is { } text ? ConfigurationLoader.Load(new ConfigurationSources(text, $"the run {runId}")) : null;
        var work = await site.OpenAsync(
            new RunToOpen(runId, configuration, new ResumeChanges(AcceptDrift: false, Threads: wanted?.Threads) { IsByHand = wanted is { IsByHand: true } })
            {
                Batch = wanted?.Batch,
                EpochLimit = wanted?.EpochLimit,
                KeepsLimit = wanted is null,
                Completion = wanted?.Completion,
                Since = since,
                IsToBeCancelled = order is { Kind: RunOrderKind.Cancel },
                Interruption = order is { Kind: RunOrderKind.Interrupt } interruption ? interruption.Reason ?? "" : null,
                IsToBePaused = order is { Kind: RunOrderKind.Pause },
            },
            token);
        try
        {
            Keep(work);
            return (work, await LastNumberAsync());
        }
        catch
        {
            work.Lease!.Dispose();
            throw;
        }
    }

    /// <summary>Ends the attempt to open the run if a later request asks for something else. The attempt may wait for its turn for minutes.</summary>
    public void Reconsider(RunOrder? order)
    {
        if (!IsFor(order))
        {
            Abandon();
        }
    }

    /// <summary>Whether the latest attempt opens the run as it is wanted now.</summary>
    public bool IsFor(RunOrder? order) => PurposeOf(order) == purpose;

    /// <summary>Ends the attempt to open the run.</summary>
    public void Abandon() => attempt?.Cancel();

    /// <summary>Whether the latest attempt was ended in one of these ways.</summary>
    public bool IsAbandoned => attempt is { IsCancellationRequested: true };

    /// <summary>How many events are recorded of it.</summary>
    public Task<long> LastNumberAsync() => site.Journal.LastNumberAsync(runId, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        ended.Cancel();
        ended.Dispose();
        attempt?.Dispose();
        lock (guard)
        {
            opened?.Lease!.Dispose();
        }
    }

    private void Keep(Opened<IRunNotice> work)
    {
        lock (guard)
        {
            cancellation.ThrowIfCancellationRequested();
            opened = work;
        }
    }

    // A run that is to go on is opened in the same way, whatever it is told then.
    private static RunOrderKind? PurposeOf(RunOrder? order) =>
        order?.Kind is RunOrderKind.Cancel or RunOrderKind.Interrupt or RunOrderKind.Pause ? order.Kind : null;

    private async Task RequireUnderWayAsync(CancellationToken token)
    {
        var state = (await site.Journal.PeekAsync(runId, 0, token)).Aggregate(RunState.Initial, (state, happened) => state.Apply(happened));
        if (state.Status == RunStatus.Interrupted)
        {
            throw new RunIsOverException($"The run {runId} is interrupted.", state);
        }
    }
}
