using ActorLstm.Actors.Runs;
using ActorLstm.Model.Sampling;
using AwesomeAssertions;

namespace ActorLstm.Actors.Tests.Support;

/// <summary>What a run brought forth, without the times that it took.</summary>
internal static class Results
{
    /// <summary>Requires the losses, checkpoints and texts of another run.</summary>
    public static void ShouldEqual(this RunState state, RunState other)
    {
        state.Status.Should().Be(other.Status);
        state.Epochs.Values.Select(Trained).Should().Equal(other.Epochs.Values.Select(Trained));
        state.Texts().Should().Equal(other.Texts());
    }

    /// <summary>The losses of its epochs.</summary>
    public static IReadOnlyList<double> Losses(this RunState state) => [.. state.Epochs.Values.Select(epoch => epoch.Loss)];

    /// <summary>Its samples, in the order of their keys.</summary>
    public static IReadOnlyList<(SampleKey Key, string SeedText, string Text, string Checkpoint, SampleMeasures Measures)> Texts(this RunState state) =>
    [
        .. state.Samples.Values
            .OrderBy(sample => sample.Key.Epoch).ThenBy(sample => sample.Key.Temperature).ThenBy(sample => sample.Key.Replica)
            .Select(sample => (sample.Key, sample.SeedText, sample.Text, sample.Checkpoint, sample.Measures)),
    ];

    private static (int, double, double, string?, string?) Trained(EpochTrained epoch) =>
        (epoch.Epoch, epoch.Loss, epoch.LearningRate, epoch.Checkpoint?.Sha256, epoch.SeedText);
}
