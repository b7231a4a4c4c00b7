using ActorLstm.Actors.Projections;
using ActorLstm.Host.Exports;
using ActorLstm.Model.Sampling;

namespace ActorLstm.Host.Tests.Exports;

/// <summary>Runs to export that nobody ran.</summary>
internal static class ExportedRuns
{
    public static DateTimeOffset Start { get; } = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    /// <summary>A run with these epochs and samples.</summary>
    public static ExportedRun Of(IReadOnlyList<EpochLine> epochs, params IReadOnlyList<SampleLine> samples) => new("20260314-150926-k3xp", Start, epochs, samples);

    /// <summary>The line of an epoch that took two and a half seconds.</summary>
    public static EpochLine Epoch(int epoch, double loss, double? validationLoss = null, string? checkpoint = "c0ffee") =>
        new(epoch, loss, validationLoss, 2.5, 1000, 0.01, checkpoint);

    /// <summary>The line of a sample.</summary>
    public static SampleLine Sample(int epoch, double temperature, int replica, string text, string seedText = "the river") =>
        new(epoch, temperature, replica, seedText, text, 0.25, "vm", "c0ffee", new SampleMeasures(-1.5, 0.75));
}
