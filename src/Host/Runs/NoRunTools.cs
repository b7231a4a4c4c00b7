using ActorLstm.Actors.Runs;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Runs;

/// <summary>The tools of a run whose end is recorded: it needs none, so that its corpus need not be there.</summary>
internal sealed class NoRunTools : IRunTools
{
    /// <inheritdoc/>
    public StartedTrainer StartTrainer(TrainingRoute route) => throw Ended();

    /// <inheritdoc/>
    public WrittenCheckpoint? SaveIfDue(int epoch, ITrainer trainer) => throw Ended();

    /// <inheritdoc/>
    public CheckpointRef SaveProgress(ITrainer trainer) => throw Ended();

    /// <inheritdoc/>
    public ISampler StartSampler(SampleJob job) => throw Ended();

    /// <inheritdoc/>
    public ISamplerGroup StartSamplers(IReadOnlyList<SampleJob> jobs) => throw Ended();

    private static InvalidOperationException Ended() => new("The run only ends: nothing works on it.");
}
