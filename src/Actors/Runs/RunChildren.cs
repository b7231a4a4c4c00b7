using Akka.Actor;
using ActorLstm.Actors.Checkpoints;
using ActorLstm.Actors.Sampling;
using ActorLstm.Actors.Settings;
using ActorLstm.Actors.Training;
using ActorLstm.Model.Sampling;

namespace ActorLstm.Actors.Runs;

/// <summary>
/// The trainer and the samplers of one run: begins those that the state wants, dismisses those that it does not, and tells
/// which failed, stopped or fell silent. Part of its coordinator and called by it alone.
/// </summary>
/// <param name="context">The coordinator's context.</param>
/// <param name="owner">The coordinator, whose timers are used.</param>
/// <param name="tools">What the children work with.</param>
/// <param name="settings">How long they may be silent, and how often a trainer writes where it is.</param>
/// <param name="time">Measures how long a text takes.</param>
internal sealed class RunChildren(IActorContext context, IWithTimers owner, IRunTools tools, RunSettings settings, TimeProvider time)
{
    // Enough for the samplers of many nodes, and few enough for the queue that gives them out.
    private const int MostTextsShared = 2048;

    private readonly Dictionary<IActorRef, IReadOnlyList<SampleJob>> samplers = [];
    private readonly HashSet<IActorRef> leaving = [];
    private int begun;
    private IActorRef? checkpointSender;
    private (int Rollbacks, int? LostEpoch) turn;

    /// <summary>The trainer; null while nothing is trained.</summary>
    public IActorRef? Trainer { get; private set; }

    /// <summary>Whether those that were dismissed are gone.</summary>
    public bool DismissedAreGone => leaving.Count == 0;

    /// <summary>What should be going on follows from the state: begins what is missing and dismisses what is no longer wanted.</summary>
    public void Reconcile(RunState state)
    {
        if (Trainer is not null && (!state.NeedsTraining || turn != TrainingRoute.TurnOf(state)))
        {
            Dismiss(Trainer);
            Trainer = null;
        }

        if (Trainer is null && state.NeedsTraining)
        {
            var route = TrainingRoute.Of(state);
            turn = route.Turn;
            Trainer = Begin(TrainerActor.Props(tools, new TrainerOrders(route, state.Plan!.Divergence.Policy, settings.SaveEvery), time), "trainer");
            NoteLife(Trainer);
        }

        foreach (var (sampler, jobs) in samplers.ToList())
        {
            if (!jobs.Any(state.IsOutstanding))
            {
                samplers.Remove(sampler);
                Dismiss(sampler);
            }
        }

        var mostTexts = settings.SharedSampling is null ? TextsHere(state) : MostTextsShared;
        var underWay = samplers.Values.SelectMany(jobs => jobs).ToHashSet();
        var waiting = state.OutstandingSamples.Where(job => !underWay.Contains(job)).Take(mostTexts + 1).ToList();
        foreach (var jobs in SampleGroups.Of(waiting, state, mostTexts).TakeWhile(jobs => underWay.Count + jobs.Count <= mostTexts))
        {
            underWay.UnionWith(jobs);
            var sampler = Begin(SamplerOf(jobs), "sampler");
            samplers.Add(sampler, jobs);
            NoteLife(sampler);
        }
    }

    /// <summary>A child gave a sign of life: it may be silent for its whole time again.</summary>
    public void NoteLife(IActorRef child)
    {
        if (child.Equals(Trainer))
        {
            owner.Timers.StartSingleTimer(child, new Silent(child, settings.Supervision.StallTimeout), settings.Supervision.StallTimeout);
        }
        else if (samplers.ContainsKey(child))
        {
            owner.Timers.StartSingleTimer(child, new Silent(child, settings.Supervision.SampleTimeout), settings.Supervision.SampleTimeout);
        }
    }

    /// <summary>A child has terminated.</summary>
    /// <param name="child">Which.</param>
    /// <param name="reason">Why, where it threw.</param>
    /// <returns>The failures to record; none where it was dismissed.</returns>
    public IReadOnlyList<IRunCommand> OnGone(IActorRef child, string? reason)
    {
        owner.Timers.Cancel(child);
        return leaving.Remove(child) ? [] : Lost(child, reason ?? "it stopped by itself");
    }

    /// <summary>
    /// A child has been silent for too long. One that hangs cannot be waited for: it is told to stop, forgotten, and another
    /// takes its place.
    /// </summary>
    /// <returns>The failures to record.</returns>
    public IReadOnlyList<IRunCommand> OnSilent(Silent silent)
    {
        context.Unwatch(silent.Child);
        context.Stop(silent.Child);
        return Lost(silent.Child, $"it gave no sign of life for {silent.Time.TotalSeconds:0.###} s");
    }

    /// <summary>Waits no longer for those that were dismissed and hang.</summary>
    public void ForgetDismissed() => leaving.Clear();

    private static int TextsHere(RunState state) => state.Plan is { } plan
        ? SamplingOptions.TextsAtOnce(plan.TextsOfEpoch, plan.SweptEpochs?.Count ?? plan.Epochs, Environment.ProcessorCount)
        : 0;

    private Props SamplerOf(IReadOnlyList<SampleJob> jobs)
    {
        if (settings.SharedSampling is not { } shared)
        {
            return SamplerActor.Props(tools, jobs, time);
        }

        checkpointSender ??= context.ActorOf(CheckpointSenderActor.Props(shared.Checkpoints), "checkpoints");
        return SampleOrderActor.Props(shared, checkpointSender, jobs);
    }

    private IActorRef Begin(Props props, string name) => context.Watch(context.ActorOf(props, $"{name}-{++begun}"));

    private void Dismiss(IActorRef child)
    {
        owner.Timers.Cancel(child);
        leaving.Add(child);
        context.Stop(child);
    }

    private IReadOnlyList<IRunCommand> Lost(IActorRef child, string reason)
    {
        if (child.Equals(Trainer))
        {
            Trainer = null;
            return [new RecordTrainerFailure(reason)];
        }

        return samplers.Remove(child, out var jobs) ? [.. jobs.Select(job => new RecordSamplerFailure(job.Key, reason))] : [];
    }

    /// <summary>A child gave no sign of life.</summary>
    /// <param name="Child">Which.</param>
    /// <param name="Time">For how long.</param>
    public sealed record Silent(IActorRef Child, TimeSpan Time);
}
