using ActorLstm.Actors.Runs;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Runs;

/// <summary>The tools of a run of which only the end or a pause is recorded: it needs none, so that its corpus need not be there.</summary>
internal sealed class NoRunTools : IRunTools
{
    /// <inheritdoc/>
    public StartedTrainer StartTrainer(TrainingRoute route) => throw Unused();

    /// <inheritdoc/>
    public WrittenCheckpoint? SaveIfDue(int epoch, ITrainer trainer) => throw Unused();

    /// <inheritdoc/>
    public CheckpointRef SaveProgress(ITrainer trainer) => throw Unused();

    /// <inheritdoc/>
    public ISampler StartSampler(SampleJob job) => throw Unused();

    /// <inheritdoc/>
    public ISamplerGroup StartSamplers(IReadOnlyList<SampleJob> jobs) => throw Unused();

    private static InvalidOperationException Unused() => new("The run only ends or pauses: nothing works on it.");
}
