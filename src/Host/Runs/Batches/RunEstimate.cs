using ActorLstm.Host.Bench;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Runs.Batches;

/// <summary>What an epoch of a run takes on this machine, by a few steps that are tried out.</summary>
/// <param name="TrainingSeconds">Seconds of training, the measuring of the validation loss included.</param>
/// <param name="TextSeconds">Seconds of the texts after an epoch, on one thread.</param>
/// <param name="CheckpointBytes">Bytes of its checkpoint.</param>
internal sealed record RunEstimate(double TrainingSeconds, double TextSeconds, long CheckpointBytes)
{
    // A forward pass alone, as a share of a training step.
    private const double ForwardShare = 0.35;

    private const int Steps = 3;
    private const int Characters = 20;

    /// <summary>Tries it out.</summary>
    public static RunEstimate Of(PreparedRun prepared, TimeProvider time)
    {
        var experiment = prepared.Configuration.Experiment;
        var corpus = prepared.Corpus;
        var split = new CorpusSplit(corpus.Length, experiment.Corpus, experiment.Windows);
        var step = SecondsOfStep(experiment, corpus, time);
        var batches = split.Training.BatchesOf(experiment.Training.BatchSize);
        var checks = (split.Validation?.Count ?? 0) / (double)experiment.Training.BatchSize;
        var texts = (double)experiment.Sampling.Temperatures.Count * experiment.Sampling.TextsOfTemperature * experiment.Sampling.Length;
        var parameters = experiment.Network.Parameters(corpus.Vocabulary.Count);
        var state = experiment.Training.Optimizer.Kind == OptimizerKind.Adam ? 2 : 1;
        return new RunEstimate(step * (batches + ForwardShare * checks), texts * SecondsOfCharacter(experiment, corpus, time), 4 * parameters * (1 + state));
    }

    private static double SecondsOfStep(Experiment experiment, Corpus corpus, TimeProvider time)
    {
        using var step = new TrainingStep(experiment, corpus);
        step.Take(); // The first one compiles.
        var started = time.GetTimestamp();
        for (var taken = 0; taken < Steps; taken++)
        {
            step.Take();
        }

        return time.GetElapsedTime(started).TotalSeconds / Steps;
    }

    private static double SecondsOfCharacter(Experiment experiment, Corpus corpus, TimeProvider time)
    {
        var characters = corpus.Vocabulary.Count;
        var weights = KerasInitializer.Weights(characters, experiment.Network, RandomStream.At(new RandomAddress(experiment.Seed, RandomPurpose.Initialization)));
        var context = IReadingContext.Of(experiment.Sampling.Context, new FrozenLstm(weights, characters, experiment.Network), experiment.Windows.MaxLength, 1);
        var logits = new float[characters];
        context.Read([0]);
        context.Logits(logits);
        var started = time.GetTimestamp();
        for (var read = 0; read < Characters; read++)
        {
            context.Read([0]);
            context.Logits(logits);
        }

        return time.GetElapsedTime(started).TotalSeconds / Characters;
    }
}
