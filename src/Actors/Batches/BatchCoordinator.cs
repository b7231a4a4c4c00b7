using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Scheduling;
using ActorLstm.Actors.Settings;
using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence;

namespace ActorLstm.Actors.Batches;

/// <summary>
/// Owns one batch. It persists what happens and lets the state say what should be going on: a slot is asked for each run that is
/// due, and where there is one the launcher begins the run or goes on with it. A run that stands still is compared with the others;
/// the decisions are <see cref="BatchState"/>'s. Runs that are paused with their batch give their slots back. When the batch has ended it waits until every
/// run is closed.
/// </summary>
public sealed class BatchCoordinator : ReceivePersistentActor
{
    // Runs that only end where they stand take no slot, but each opens files.
    private const int MostEnding = 64;

    private readonly BatchSettings settings;
    private readonly SteadyClock clock;
    private readonly IActorRef launcher;
    private readonly IActorRef slots;
    private readonly IReadOnlyList<IActorRef> watchers;
    private readonly ILoggingAdapter log;
    private readonly Dictionary<int, LiveMember> live = [];

    // Each wish for a slot has a number of its own: a slot that was given back before it came is not taken for the next one of the same run.
    private readonly Dictionary<int, int> asked = [];
    private readonly Dictionary<int, int> wishes = [];
    private readonly HashSet<int> granted = [];
    private int lastWish;
    private HashSet<string>? ids;

    // The runs of which something has changed since it was looked what should be going on; null: all are to be looked at.
    private HashSet<int>? changed;
    private IActorRef page;
    private BatchState state = BatchState.Initial;
    private bool onlyEnds;

    /// <param name="batchId">The batch's id.</param>
    /// <param name="settings">The width of a slot, and where ids come from.</param>
    /// <param name="time">The time of the events.</param>
    /// <param name="launcherProps">The actor that begins the runs: it takes <see cref="LaunchMember"/> and <see cref="TellMember"/>.</param>
    /// <param name="slots">Gives out slots: see <see cref="SlotQueueActor"/>.</param>
    /// <param name="pageProps">The actor that keeps the batch's page.</param>
    /// <param name="watchers">Who is told of every <see cref="IBatchNotice"/>.</param>
    public BatchCoordinator(
        string batchId, BatchSettings settings, TimeProvider time, Props launcherProps, IActorRef slots, Props pageProps, IReadOnlyList<IActorRef> watchers)
    {
        PersistenceId = PersistenceIdOf(batchId);
        this.settings = settings;
        clock = new SteadyClock(time);
        this.slots = slots;
        this.watchers = watchers;
        log = Context.GetLogger().WithContext("BatchId", batchId);
        launcher = Context.Watch(Context.ActorOf(launcherProps, "runs"));
        page = Context.Watch(Context.ActorOf(pageProps, "page"));

        Recover<IBatchEvent>(happened => state = state.Apply(happened));
        Recover<RecoveryCompleted>(_ =>
        {
            clock.NotBefore(state.LatestAt);
            Tell(new BatchRecovered(state));
        });
        Command<IBatchCommand>(Execute);
        Command<SlotGranted>(granted => OnSlot(granted.Number));
        Command<MemberNotice>(OnNotice);
        Command<MemberLost>(OnLost);
        Command<IdRefused>(OnIdRefused);
        Command<Terminated>(OnGone);
        Command<PageWritten>(written => Close(written.Failure));
    }

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    /// <summary>How to make one.</summary>
    public static Props Props(
        string batchId, BatchSettings settings, TimeProvider time, Props launcherProps, IActorRef slots, Props pageProps, params IReadOnlyList<IActorRef> watchers) =>
        ActorProps.Of(() => new BatchCoordinator(batchId, settings, time, launcherProps, slots, pageProps, watchers));

    /// <summary>The name under which the events of a batch are kept.</summary>
    public static string PersistenceIdOf(string batchId) => $"batch-{batchId}";

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Tell(new BatchJournalFailed(cause.Message));

    /// <inheritdoc/>
    protected override void OnRecoveryFailure(Exception reason, object? message = null) => Tell(new BatchJournalFailed(reason.Message));

    private void Execute(IBatchCommand command)
    {
        onlyEnds |= command is EndBatch;
        var events = state.Decide(command, clock.Now);
        if (events.Count == 0)
        {
            Reconcile();
            return;
        }

        var left = events.Count;
        PersistAll(events, happened =>
        {
            state = state.Apply(happened);
            BatchLog.Write(log, happened);
            Note((happened as IMemberEvent)?.Number);
            var notice = new BatchChanged(happened, state) { Number = LastSequenceNr };
            page.Tell(notice);
            Tell(notice);
            if (--left == 0)
            {
                Reconcile();
                Context.Parent.Tell(BackoffSupervisor.Reset.Instance); // Only failures in a row count.
            }
        });
    }

    private void Note(int? number)
    {
        if (number is { } one)
        {
            changed?.Add(one);
        }
        else
        {
            changed = null;
        }
    }

    private void Reconcile()
    {
        if (state.Status == RunStatus.Paused || state.EndedAt is not null)
        {
            Withdraw();
        }

        foreach (var (number, member) in live.ToList())
        {
            Steer(state.Members[number], member);
        }

        var looked = changed is null ? state.Members.Values : changed.Where(state.Members.ContainsKey).Select(number => state.Members[number]);
        foreach (var member in state.DueAmong(looked).Where(member => !asked.ContainsKey(member.Number)))
        {
            asked[member.Number] = ++lastWish;
            wishes[lastWish] = member.Number;
            var priority = settings.Priority + member.Member.Priority;
            slots.Tell(new RequestSlot(
                lastWish,
                new SlotRequest(state.Id, state.Options.MaxConcurrent, settings.Threads, priority, member.Rung)
                {
                    Memory = settings.MemoryOf?.Invoke(member.Member.Identity) ?? 0,
                }));
        }

        changed = [];

        foreach (var member in granted.Except(live.Keys).Select(number => state.Members[number]).Where(member => member is { Stage: MemberStage.Due, RunId: not null }).ToList())
        {
            Launch(member);
        }

        var ending = live.Keys.Count(number => state.Members[number].Stage == MemberStage.Stopped);
        foreach (var member in state.Stopping.Where(member => !live.ContainsKey(member.Number)).Take(Math.Max(0, MostEnding - ending)).ToList())
        {
            Launch(member);
        }

        if (onlyEnds)
        {
            foreach (var member in state.Unended.Where(member => !live.ContainsKey(member.Number)).Take(MostEnding - live.Count).ToList())
            {
                Launch(member, isToBeCancelled: true);
            }
        }

        if (state.EndedAt is not null && live.Count == 0)
        {
            if (page.IsNobody())
            {
                Close("the actor that writes it stopped");
            }
            else
            {
                page.Tell(new WritePage(state));
            }
        }
    }

    // What a run that goes on is told. It is told once: what it was told last is remembered.
    private void Steer(MemberState member, LiveMember run)
    {
        IRunCommand? command = (state.Status, member.Stage) switch
        {
            (RunStatus.Running, MemberStage.Due) when run.IsHeld => new LimitRun(state.LimitOf(member)),
            (RunStatus.Running, MemberStage.Due) when run.Told is PauseRun => granted.Contains(member.Number) ? new ContinueRun() : null,
            (RunStatus.Running, MemberStage.Stopped) when run.Told is PauseRun => new ContinueRun(), // One that is paused cannot end as completed.
            (RunStatus.Running, MemberStage.Held) => new InterruptRun($"it waits for the other runs of its batch, {state.Name}"),
            (RunStatus.Running, MemberStage.Stopped) => new CompleteRun(member.StopReason!),
            (RunStatus.Paused, not MemberStage.Ended) => new PauseRun(),
            (RunStatus.Cancelled, not MemberStage.Ended) => new CancelRun(),
            (RunStatus.Interrupted or RunStatus.Failed, not MemberStage.Ended) => new InterruptRun($"its batch, {state.Name}, ended{(state.Reason is { } reason ? $": {reason}" : "")}"),
            _ => null,
        };
        if (command is null || (command.Equals(run.Told) && !run.IsHeld))
        {
            return;
        }

        live[member.Number] = run with { IsHeld = false, Told = command, IsLetGo = run.IsLetGo || command is InterruptRun };
        launcher.Tell(new TellMember(member.Number, command));
    }

    private void Withdraw()
    {
        foreach (var number in asked.Keys.Where(number => !live.ContainsKey(number) || !granted.Contains(number)).ToList())
        {
            ReturnSlot(number);
        }
    }

    private void ReturnSlot(int number)
    {
        granted.Remove(number);
        Note(number);
        if (asked.Remove(number, out var wish))
        {
            wishes.Remove(wish);
            slots.Tell(new ReturnSlot(wish));
        }
    }

    // The id of a run is recorded before anything of it is made: whoever goes on with the batch finds the run by it.
    private void OnSlot(int wish)
    {
        if (!wishes.TryGetValue(wish, out var number))
        {
            return; // It was given back before it came.
        }

        var member = state.Members[number];
        if (!state.IsRunning || member.Stage != MemberStage.Due)
        {
            ReturnSlot(number);
            return;
        }

        granted.Add(number);
        if (live.TryGetValue(number, out var paused))
        {
            Steer(member, paused);
        }
        else if (member.RunId is null)
        {
            Execute(new RecordBegin(number, NewId()));
        }
        else
        {
            Launch(member);
        }
    }

    private void OnIdRefused(IdRefused refused)
    {
        live.Remove(refused.Number);
        Execute(new RecordBegin(refused.Number, NewId(), refused.RunId));
    }

    // None that a run of the batch has: two with one id would be one run.
    private string NewId()
    {
        ids ??= [.. state.Members.Values.Select(member => member.RunId).OfType<string>()];
        string id;
        do
        {
            id = settings.NewId();
        }
        while (!ids.Add(id));
        return id;
    }

    private void Launch(MemberState member, bool isToBeCancelled = false)
    {
        live[member.Number] = new LiveMember(IsHeld: false, null, IsLetGo: false);
        var completion = member.Stage == MemberStage.Stopped ? member.StopReason : null;
        launcher.Tell(new LaunchMember(member.Member, member.RunId!, state.LimitOf(member), completion)
        {
            IsToBeCancelled = isToBeCancelled,
        });
    }

    private void OnNotice(MemberNotice notice)
    {
        Tell(new BatchRunNotice(state.Members[notice.Number], notice.Notice));
        var isRecovery = notice.Notice is RunRecovered && live.GetValueOrDefault(notice.Number) is { HasRecovered: false };
        if (isRecovery)
        {
            live[notice.Number] = live[notice.Number] with { HasRecovered = true };
        }

        switch (notice.Notice)
        {
            case RunChanged { State: { IsHeld: true } run } when live.TryGetValue(notice.Number, out var member):
                OnHeld(notice.Number, member, run);
                break;
            case RunRecovered { State: { IsHeld: true } run } when live.TryGetValue(notice.Number, out var member):
                OnHeld(notice.Number, member, run);
                break;
            case RunRecovered { State.Status: RunStatus.Paused }
                when isRecovery && live[notice.Number] is { Told: null or CompleteRun } member:
                OnStillPaused(state.Members[notice.Number], member);
                break;
            case RunChanged { Happened: RunPaused } when live.GetValueOrDefault(notice.Number) is { Told: PauseRun }:
                ReturnSlot(notice.Number);
                break;
            case RunClosed closed:
                OnClosed(notice.Number, MemberResult.Of(closed.State), LossesOf(closed.State), mayRetry: !closed.State.IsSetAside);
                break;
        }
    }

    private void OnHeld(int number, LiveMember member, RunState run)
    {
        live[number] = member with { IsHeld = true };
        Execute(new RecordHeld(number, LossesOf(run)));
    }

    // In a cluster a run stays paused when another node takes over its batch. This coordinator has not told it to pause.
    private void OnStillPaused(MemberState member, LiveMember run)
    {
        live[member.Number] = run with { Told = new PauseRun() };
        Steer(member, live[member.Number]);
    }

    // A run that was told to stop waits for its batch, or the batch has ended. It may have been told something else since.
    private void OnClosed(int number, MemberResult result, IReadOnlyList<double> losses, bool mayRetry = true)
    {
        live.Remove(number, out var run);
        ReturnSlot(number);
        if (result.Status == RunStatus.Interrupted && run is { IsLetGo: true })
        {
            Reconcile();
        }
        else
        {
            // Interrupted by nobody, it would be interrupted again.
            Execute(new RecordEnd(number, result.Status == RunStatus.Interrupted ? result with { Status = RunStatus.Failed } : result, losses, mayRetry));
        }
    }

    private void OnLost(MemberLost lost)
    {
        if (lost.ComesBack)
        {
            live.Remove(lost.Number);
            if (state.Members[lost.Number].Stage != MemberStage.Due)
            {
                ReturnSlot(lost.Number); // The others need it, so that it can be compared with them.
            }

            Reconcile();
        }
        else
        {
            var result = onlyEnds || lost.IsCancelled
                ? new MemberResult(RunStatus.Cancelled, null, 0, null, null)
                : MemberResult.Lost(state.Members[lost.Number], lost.Reason);
            OnClosed(lost.Number, result, []);
        }
    }

    // Without its launcher a batch has no runs: it is begun again, and they go on from their journals.
    private void OnGone(Terminated gone)
    {
        if (gone.ActorRef.Equals(page))
        {
            page = ActorRefs.Nobody;
            Reconcile();
        }
        else
        {
            Context.Stop(Self);
        }
    }

    private void Close(string? pageFailure)
    {
        Tell(new BatchClosed(state, pageFailure));
        Context.Stop(Self);
    }

    private static IReadOnlyList<double> LossesOf(RunState run) => [.. run.Epochs.Values.Select(epoch => epoch.Losses.Decisive)];

    private void Tell(IBatchNotice notice)
    {
        foreach (var watcher in watchers)
        {
            watcher.Tell(notice);
        }
    }

    /// <param name="IsHeld">Whether it stands still and waits to be told how to go on.</param>
    /// <param name="Told">What it was told last.</param>
    /// <param name="IsLetGo">Whether it was told to end for now.</param>
    private sealed record LiveMember(bool IsHeld, IRunCommand? Told, bool IsLetGo)
    {
        /// <summary>Whether it has said how it stood when it was launched. A run recovers again if its journal failed.</summary>
        public bool HasRecovered { get; init; }
    }
}

/// <summary>What a batch is told beside itself: none of it changes its results.</summary>
/// <param name="Threads">How much of the slots each run takes, at least 1.</param>
/// <param name="NewId">Draws the id of a run of which there is nothing yet.</param>
public sealed record BatchSettings(int Threads, Func<string> NewId)
{
    /// <summary>What is added to the priority of each run where others than those of the batch wait for slots.</summary>
    public int Priority { get; init; }

    /// <summary>Bytes of memory that the run of an identity uses; null where that is not known.</summary>
    public Func<string, long>? MemoryOf { get; init; }
}
