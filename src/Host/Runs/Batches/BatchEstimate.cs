using ActorLstm.Actors.Batches;
using ActorLstm.Host.Configuration.Batches;
using ActorLstm.Model;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>What a batch takes on this machine.</summary>
/// <param name="Runs">Its runs, each with the epochs that it trains at most and what one of them takes.</param>
/// <param name="Epochs">All epochs of the batch; with halving those that the comparisons leave.</param>
/// <param name="Seconds">Seconds from its start to its end, with as many runs at once as it has.</param>
/// <param name="Bytes">Bytes of its checkpoints on the disk, if all of its epochs are kept.</param>
internal sealed record BatchEstimate(IReadOnlyList<(MemberConfiguration Run, RunEstimate Estimate)> Runs, double Epochs, double Seconds, double Bytes)
{
    /// <summary>Tries out a few steps of each kind of run.</summary>
    public static async Task<BatchEstimate> MakeAsync(PreparedBatch batch, TimeProvider time, CancellationToken cancellation)
    {
        var known = new Dictionary<object, RunEstimate>();
        var runs = new List<(MemberConfiguration Run, RunEstimate Estimate)>();
        foreach (var run in batch.Runs.Values)
        {
            cancellation.ThrowIfCancellationRequested();
            var experiment = run.Configuration.Experiment;
            var kind = KindOf(experiment);
            if (!known.TryGetValue(kind, out var estimate))
            {
                known[kind] = estimate = RunEstimate.Of(await PreparedRun.PrepareAsync(run.Configuration, batch.Corpora, cancellation), time);
            }

            runs.Add((run, estimate));
        }

        if (runs.Count == 0)
        {
            return new BatchEstimate(runs, 0, 0, 0);
        }

        var share = ShareOfEpochs(batch.Options.Stopping, runs.Count, runs[0].Run.Configuration.Experiment.Epochs);
        var epochs = share * runs.Sum(run => run.Run.Configuration.Experiment.Epochs);
        var seconds = share * runs.Sum(run => EpochsWithTexts(run.Run.Configuration.Experiment) * run.Estimate.TextSeconds + run.Run.Configuration.Experiment.Epochs * run.Estimate.TrainingSeconds);
        var bytes = share * runs.Sum(run => (double)run.Run.Configuration.Experiment.Epochs * run.Estimate.CheckpointBytes);
        return new BatchEstimate(runs, epochs, seconds / Math.Min(batch.Slots.AtOnce, runs.Count), bytes);
    }

    // What the time of an epoch depends on.
    private static object KindOf(Experiment experiment) =>
        (experiment.Corpus, experiment.Windows, experiment.Network, experiment.Training.BatchSize, experiment.Training.Kernel, experiment.Training.Optimizer.Kind, experiment.Sampling.Context, experiment.Sampling.Length, experiment.Sampling.TextsOfTemperature, experiment.Sampling.Temperatures.Count);

    private static int EpochsWithTexts(Experiment experiment) =>
        Enumerable.Range(1, experiment.Epochs).Count(epoch => Model.Sampling.SamplingOptions.IsDueAfter(epoch, experiment.Epochs, experiment.Sampling.EveryEpochs));

    // With halving and asha one run of so many goes on at each comparison; the median rule stops about half of the runs, nobody knows when.
    private static double ShareOfEpochs(StoppingOptions options, int runs, int epochs)
    {
        if (options.Rule is StoppingRule.None or StoppingRule.Median)
        {
            return 1;
        }

        var (trained, going, from) = (0.0, runs, 0);
        for (var rung = 0; ; rung++)
        {
            var to = options.LimitOf(rung, epochs) ?? epochs;
            trained += going * (to - from);
            if (to == epochs)
            {
                return trained / ((double)runs * epochs);
            }

            (going, from) = (Math.Max(1, going / options.Factor), to);
        }
    }
}
