using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;
using Akka.Actor;
using Akka.Event;

namespace ActorLstm.Actors.Sampling;

/// <summary>
/// Stands for a sampler of another node beside the coordinator of a run: asks for texts until some sampler has taken them up, and passes
/// on what that one tells. While they wait for a sampler it gives the signs of life itself; where a sampler is lost it asks anew.
/// </summary>
public sealed class SampleOrderActor : ReceiveActor, IWithTimers
{
    // One node is lost by chance. Texts that kill their sampler must not kill one node after the other.
    private const int MostLost = 2;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private readonly SharedSampling place;
    private readonly IActorRef checkpoints;
    private readonly IReadOnlyList<SampleJob> jobs;
    private readonly HashSet<SampleKey> finished = [];
    private IActorRef? sampler;
    private int lost;

    /// <param name="place">The samplers of the cluster.</param>
    /// <param name="checkpoints">Sends the run's checkpoints to nodes that lack them.</param>
    /// <param name="jobs">What to generate: texts of one checkpoint and one seed text, at least one.</param>
    public SampleOrderActor(SharedSampling place, IActorRef checkpoints, IReadOnlyList<SampleJob> jobs)
    {
        this.place = place;
        this.checkpoints = checkpoints;
        this.jobs = jobs;
        Receive<Ask>(_ => OnTick());
        Receive<SampleAdvanced>(_ =>
        {
            Follow(Sender);
            Context.Parent.Tell(SampleAdvanced.Instance);
        });
        Receive<SampleFinished>(text =>
        {
            lost = 0;
            if (finished.Add(text.Job.Key)) // Two samplers may have generated it, where a node was lost for a while: it is the same text.
            {
                Context.Parent.Tell(text);
            }
        });
        Receive<CheckpointUnusable>(unusable => Context.Parent.Tell(unusable));
        Receive<SendCheckpointFile>(wanted => checkpoints.Forward(wanted));
        Receive<TextsReturned>(returned =>
        {
            Context.GetLogger().WithContext("RunId", place.RunId).Warning("The sampler at {Node} returned texts of {Key}: {Reason}", Sender.Path.Address, jobs[0].Key, returned.Reason);
            Leave();
        });
        Receive<TextsFailed>(failed => throw new SamplingFailedException($"{failed.Reason} ({Sender.Path.Address})"));
        Receive<Terminated>(gone =>
        {
            if (gone.ActorRef.Equals(sampler))
            {
                if (++lost == MostLost)
                {
                    throw new SamplingFailedException($"{MostLost} samplers in a row were lost while they generated it, the last one at {gone.ActorRef.Path.Address}: it may need more memory than they have");
                }

                Leave();
                OnTick();
            }
        });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to make one.</summary>
    public static Props Props(SharedSampling place, IActorRef checkpoints, IReadOnlyList<SampleJob> jobs) => ActorProps.Of(() => new SampleOrderActor(place, checkpoints, jobs));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        OnTick();
        Timers.StartPeriodicTimer(nameof(Ask), Ask.Instance, Pace);
    }

    private void OnTick()
    {
        if (sampler is null && finished.Count < jobs.Count)
        {
            place.Queue.Tell(new OrderTexts(new SampleOrder(place.RunId, place.Seed, place.Sampling, jobs)));
            Context.Parent.Tell(SampleAdvanced.Instance);
        }
    }

    private void Follow(IActorRef teller)
    {
        if (!teller.Equals(sampler))
        {
            Leave();
            sampler = Context.Watch(teller);
        }
    }

    private void Leave()
    {
        if (sampler is not null)
        {
            Context.Unwatch(sampler);
            sampler = null;
        }
    }

    private sealed record Ask
    {
        public static Ask Instance { get; } = new();
    }
}

/// <summary>The samplers of the cluster, for the texts of one run.</summary>
/// <param name="Queue">Gives texts to them: see <see cref="SampleQueueActor"/>.</param>
/// <param name="Checkpoints">The run's checkpoints.</param>
/// <param name="RunId">The run.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Sampling">How it generates texts.</param>
public sealed record SharedSampling(IActorRef Queue, CheckpointStore Checkpoints, string RunId, long Seed, SamplingOptions Sampling);

/// <summary>A sampler of another node could not generate texts.</summary>
public sealed class SamplingFailedException(string message) : Exception(message);
