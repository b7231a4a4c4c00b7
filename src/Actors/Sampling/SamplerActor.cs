using Akka.Actor;
using Akka.Event;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;

namespace ActorLstm.Actors.Sampling;

/// <summary>
/// Generates a text, or several that grow together, and tells its parent. Disposable: a sampler that is begun again generates the same
/// texts. It works in small pieces, so that many share a few threads fairly and each stops at once.
/// </summary>
public sealed class SamplerActor : ReceiveActor
{
    private const int Piece = 20;

    private ISamplerGroup? samplers;
    private long started;

    /// <param name="tools">Begins the texts.</param>
    /// <param name="jobs">What to generate: texts of one checkpoint and one seed text, at least one.</param>
    /// <param name="time">Measures how long it takes.</param>
    public SamplerActor(ISamplerTools tools, IReadOnlyList<SampleJob> jobs, TimeProvider time)
    {
        Receive<Begin>(_ =>
        {
            started = time.GetTimestamp();
            try
            {
                samplers = tools.StartSamplers(jobs);
                Self.Tell(Advance.Instance);
            }
            catch (CheckpointUnusableException fault)
            {
                Context.Parent.Tell(new CheckpointUnusable(jobs[0].Checkpoint, fault.Message));
            }
        });
        Receive<Advance>(_ =>
        {
            if (samplers!.Advance(Piece))
            {
                var seconds = time.GetElapsedTime(started).TotalSeconds / jobs.Count;
                for (var text = 0; text < jobs.Count; text++)
                {
                    Context.Parent.Tell(new SampleFinished(jobs[text], new FinishedText(samplers.TextOf(text), samplers.MeasuresOf(text), seconds, Environment.MachineName)));
                }

                return;
            }

            Context.Parent.Tell(SampleAdvanced.Instance);
            Self.Tell(Advance.Instance);
        });
    }

    /// <summary>How to make one.</summary>
    public static Props Props(ISamplerTools tools, IReadOnlyList<SampleJob> jobs, TimeProvider time) =>
        ActorProps.Of(() => new SamplerActor(tools, jobs, time)).WithDispatcher(Dispatchers.Samplers);

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
