using ActorLstm.Actors.Runs;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;

namespace ActorLstm.Actors.Sampling;

/// <summary>What samplers work with. Called from several threads at once.</summary>
public interface ISamplerTools
{
    /// <summary>Begins a text.</summary>
    /// <exception cref="CheckpointUnusableException">The checkpoint of the job cannot be used.</exception>
    ISampler StartSampler(SampleJob job);

    /// <summary>Begins texts of one checkpoint and one seed text, which may grow together: each is the same as if it grew alone.</summary>
    /// <param name="jobs">At least one.</param>
    /// <exception cref="CheckpointUnusableException">Their checkpoint cannot be used.</exception>
    ISamplerGroup StartSamplers(IReadOnlyList<SampleJob> jobs) => new SamplersInTurn([.. jobs.Select(StartSampler)]);
}
