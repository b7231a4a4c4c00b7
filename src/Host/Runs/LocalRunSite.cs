using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Runs.Sweeps;
using ActorLstm.Model.Training;
using Akka.Actor;

namespace ActorLstm.Host.Runs;

/// <summary>Runs that go on in this process: it takes the lease of each.</summary>
/// <param name="Runs">Where runs are kept.</param>
/// <param name="Journal">Keeps their events.</param>
/// <param name="Corpora">Finds their texts.</param>
/// <param name="Time">The clock.</param>
internal sealed record LocalRunSite(RunStore Runs, RunJournal Journal, CorpusShelf Corpora, TimeProvider Time) : IRunSite
{
    /// <summary>Gives texts to the samplers of a cluster; null: they are generated beside the trainers.</summary>
    public IActorRef? Samplers { get; init; }

    private readonly Probation probation = new();

    /// <inheritdoc/>
    public bool IsHere => true;

    /// <inheritdoc/>
    public bool IsUnderWay(string id) => false; // Nothing of it outlives the process.

    /// <inheritdoc/>
    public async Task<Opened<IRunNotice>> OpenAsync(RunToOpen run, CancellationToken cancellation)
    {
        await Task.Yield(); // Files are read: not by an actor's own thread.
        if ((run.IsToBeCancelled || run.Interruption is not null) && !await Journal.IsKnownAsync(run.Id, cancellation))
        {
            throw new RunIsOverException($"The run {run.Id} never began: there is nothing to end.", RunState.Initial);
        }

        var folder = Directory.CreateDirectory(Path.Combine(Runs.Root, run.Id)).FullName;
        // One for each time it is opened: a run knows by it that it was taken over.
        var owner = RunOwner.ThisProcess() with { SharesSampling = Samplers is not null };
        var lease = await TakeAsync(run, folder, owner, cancellation);
        try
        {
            new RunRequests(folder, Time).Clear(); // Not later: while the run waits for its turn it may be asked for something.
            var (launch, damage) = await Journal.IsKnownAsync(run.Id, cancellation)
                ? await ResumeAsync(run, folder, lease, owner, cancellation)
                : (await StartAsync(run, folder, lease, owner, cancellation), null);
            return new Opened<IRunNotice>(
                lease, (parent, listener, name) => RunActors.Begin(parent, launch, Probation.Watch(listener, lease), name, Time, Samplers).Feed)
            {
                Damage = damage,
                Memory = launch.Prepared?.Memory.Run ?? 0,
                IsPaused = run.IsToBePaused,
            };
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    // Another process may have given the id to a run of its own at the same moment: then nothing is recorded of one of this batch.
    private async Task<RunLease> TakeAsync(RunToOpen run, string folder, RunOwner owner, CancellationToken cancellation)
    {
        try
        {
            return RunLease.Take(folder, owner, Time);
        }
        catch (RunHeldException) when (run.Batch is not null)
        {
            if (!await Journal.IsKnownAsync(run.Id, cancellation) || (RunStore.TryRead(folder) is { } page && page.Batch?.Id != run.Batch.Id))
            {
                throw new OtherRunException();
            }

            throw;
        }
    }

    private async Task<RunLaunch> StartAsync(RunToOpen run, string folder, RunLease lease, RunOwner owner, CancellationToken cancellation)
    {
        if (!run.IsToBePaused)
        {
            await probation.EnterAsync(lease, deaths: 0, cancellation);
        }

        var configuration = run.Configuration
            ?? ConfigurationLoader.LoadFile(Path.Combine(folder, RunFolder.ConfigurationFile), new Dictionary<string, string>(), []);
        var prepared = await PreparedRun.PrepareAsync(configuration, Corpora, cancellation, findsMoved: run.Batch is not null); // As its batch was prepared.
        if (configuration.Sweep.Run is { } swept)
        {
            prepared = prepared with { Source = SweepSource.Of(StoredRun.Read(swept)) };
        }

        var facts = prepared.Facts(run.Id) with { Batch = run.Batch };
        var configurationText = ResolvedConfiguration.Write(prepared.Configuration);
        var start = new StartRun(facts, prepared.Configuration.Plan, configurationText, owner, run.EpochLimit) { IsPaused = run.IsToBePaused };
        IReadOnlyList<IRunCommand> first = [start, .. prepared.TakeOver(folder)];
        return run.IsToBePaused
            ? new RunLaunch(prepared.Configuration, run.Id, folder, owner, first)
            : new RunLaunch(prepared, run.Id, folder, owner, first);
    }

    private async Task<(RunLaunch Launch, string? Damage)> ResumeAsync(
        RunToOpen run, string folder, RunLease lease, RunOwner owner, CancellationToken cancellation)
    {
        var resumable = await ReadAsync(run, folder, lease, owner, cancellation);
        if (run.IsToBeCancelled)
        {
            return (resumable.End(RunStatus.Cancelled, null), resumable.Damage);
        }

        if (run.Interruption is { } interruption)
        {
            return (resumable.End(RunStatus.Interrupted, interruption), resumable.Damage);
        }

        var changes = ChangesOf(run, resumable) with { IsByHand = run.Changes.IsByHand && !(resumable.Recorded > run.Since) };
        if (!changes.IsByHand && resumable.SetAside is { } reason)
        {
            return (resumable.End(RunStatus.Failed, reason), resumable.Damage);
        }

        if (run.IsToBePaused)
        {
            return (resumable.Pause(changes.IsByHand), resumable.Damage);
        }

        await probation.EnterAsync(lease, resumable.Deaths, cancellation);
        await resumable.PrepareAsync(changes, Corpora, cancellation);
        var limit = run.KeepsLimit ? resumable.State.EpochLimit : run.EpochLimit;
        return (
            resumable.Launch(limit, run.Completion is { } end ? [new CompleteRun(end)] : []),
            ResumableRun.Damages(resumable.Damage, resumable.Moved, resumable.DeathWarning));
    }

    // A batch asks for the threads that fit this machine. With torch another number would change the numbers of the run, so it keeps its own.
    private static ResumeChanges ChangesOf(RunToOpen run, ResumableRun resumable) =>
        run.Batch is not null && resumable.State.Facts!.KernelInUse == KernelKind.Torch ? run.Changes with { Threads = null } : run.Changes;

    private async Task<ResumableRun> ReadAsync(RunToOpen run, string folder, RunLease lease, RunOwner owner, CancellationToken cancellation)
    {
        try
        {
            var resumable = await ResumableRun.ReadAsync(folder, lease, Journal, owner, run.Since, cancellation);
            RequireThis(resumable.State);
            return resumable;
        }
        catch (RunIsOverException over)
        {
            RequireThis(over.State);
            throw;
        }

        void RequireThis(RunState state)
        {
            if (state.Facts is { } facts && !run.IsThis(facts))
            {
                throw new OtherRunException();
            }
        }
    }
}
