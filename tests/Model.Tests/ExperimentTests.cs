using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests;

public sealed class ExperimentTests
{
    [Theory]
    [InlineData(1, 5, new[] { 1, 2, 3, 4, 5 })]
    [InlineData(2, 5, new[] { 2, 4, 5 })]
    [InlineData(9, 5, new[] { 5 })]
    public void Texts_are_generated_every_so_many_epochs_and_after_the_last(int every, int epochs, int[] after)
    {
        var experiment = Texts.SmallExperiment with { Epochs = epochs, Sampling = new SamplingOptions { EveryEpochs = every } };
        Enumerable.Range(1, epochs).Where(experiment.SamplesAfter).Should().Equal(after);
    }

    [Theory]
    [InlineData(4, 3, new[] { 3, 4, 6 })]
    [InlineData(9, 9, new[] { 6 })]
    [InlineData(9, 1, new[] { 1, 2, 3, 4, 5, 6 })]
    public void A_checkpoint_is_written_where_one_is_due_and_where_texts_grow_from_it(int samplesEvery, int checkpointsEvery, int[] after)
    {
        var experiment = Texts.SmallExperiment with
        {
            Epochs = 6,
            Sampling = new SamplingOptions { EveryEpochs = samplesEvery },
            Checkpoints = new CheckpointOptions { EveryEpochs = checkpointsEvery },
        };
        Enumerable.Range(1, 6).Where(experiment.CheckpointsAfter).Should().Equal(after);
    }
}
