using Akka.Actor;
using Akka.Event;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;

namespace ActorLstm.Actors.Sampling;

/// <summary>
/// Generates one text and tells its parent. Disposable: a sampler that is begun again generates the same text. It works in
/// small pieces, so that many share a few threads fairly and each stops at once.
/// </summary>
public sealed class SamplerActor : ReceiveActor
{
    private const int Piece = 20;

    private ISampler? sampler;
    private long started;

    /// <param name="tools">Begins the text.</param>
    /// <param name="job">What to generate.</param>
    /// <param name="time">Measures how long it takes.</param>
    public SamplerActor(IRunTools tools, SampleJob job, TimeProvider time)
    {
        Receive<Begin>(_ =>
        {
            started = time.GetTimestamp();
            try
            {
                sampler = tools.StartSampler(job);
                Self.Tell(Advance.Instance);
            }
            catch (CheckpointUnusableException fault)
            {
                Context.Parent.Tell(new CheckpointUnusable(job.Checkpoint, fault.Message));
            }
        });
        Receive<Advance>(_ =>
        {
            if (sampler!.Advance(Piece))
            {
                var seconds = time.GetElapsedTime(started).TotalSeconds;
                Context.Parent.Tell(new SampleFinished(job, new FinishedText(sampler.Text, sampler.Measures, seconds, Environment.MachineName)));
                return;
            }

            Context.Parent.Tell(SampleAdvanced.Instance);
            Self.Tell(Advance.Instance);
        });
    }

    /// <summary>How to make one.</summary>
    public static Props Props(IRunTools tools, SampleJob job, TimeProvider time) =>
        ActorProps.Of(() => new SamplerActor(tools, job, time)).WithDispatcher(Dispatchers.Samplers);

    /// <inheritdoc/>
    protected override void PreStart() => Self.Tell(Begin.Instance);

    private sealed record Begin
    {
        public static Begin Instance { get; } = new();
    }

    // What an actor told itself before it was stopped is no lost message.
    private sealed record Advance : IDeadLetterSuppression
    {
        public static Advance Instance { get; } = new();
    }
}
