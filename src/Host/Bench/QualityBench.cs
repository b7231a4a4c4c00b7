using ActorLstm.Host.Configuration;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Training;
using static TorchSharp.torch;

namespace ActorLstm.Host.Bench;

/// <summary>The time until a network predicts a text that it was not trained on as well as the book's does after two epochs.</summary>
internal static class QualityBench
{
    /// <summary>The row that it gives.</summary>
    public const string Row = "time_to_quality";

    private const double ValidationLoss = 1.62;
    private const int MostEpochs = 6;

    // Epochs that the book's recipe takes to get there: measured in every full run, and taken as known in a quick one.
    private const int BookEpochs = 2;

    /// <summary>Compares the recipe <c>dense.conf</c> with the book's, trained with torch.</summary>
    /// <param name="scope">What to measure with.</param>
    /// <param name="torchStep">Seconds of a step of the book's recipe with torch.</param>
    /// <param name="cancellation">Ends the measurement.</param>
    public static BenchRow Measure(BenchScope scope, double torchStep, CancellationToken cancellation)
    {
        var dense = ConfigurationLoader.Load(new ConfigurationSources(ReferenceConfiguration.Read("dense.conf"), "dense.conf")).Experiment;
        dense = dense with { Training = dense.Training with { Threads = scope.Threads } };
        var book = new Experiment
        {
            Name = "book",
            Corpus = dense.Corpus,
            Epochs = MostEpochs,
            Training = new TrainingOptions { Threads = scope.Threads, Kernel = KernelKind.Torch },
        };
        scope.Say($"the time to a validation loss of {ValidationLoss} by config/dense.conf");
        var measured = Train(scope, dense, cancellation);
        var bookSeconds = BookEpochs * new CorpusSplit(scope.Corpus.Length, book.Corpus, book.Windows).Training.BatchesOf(book.Training.BatchSize) * torchStep;
        var note = $"the reference is {BookEpochs} epochs at the pace of the steps above";
        if (!scope.Quick)
        {
            scope.Say($"the time to a validation loss of {ValidationLoss} by the book's recipe, some minutes");
            var reference = Train(scope, book, cancellation);
            (bookSeconds, note) = (reference.Seconds, $"{measured.Epochs} epochs to {measured.Loss:F4} against {reference.Epochs} to {reference.Loss:F4}");
        }

        return new BenchRow(
            Row, $"time to validation loss {ValidationLoss}, config/dense.conf", "the book's recipe with torch", "s",
            bookSeconds, measured.Seconds, measured.Seconds / bookSeconds, Bound.Most(0.1, "x"), Bound.Most(0.05, "x"), 0, note);
    }

    private static (double Seconds, int Epochs, double Loss) Train(BenchScope scope, Experiment experiment, CancellationToken cancellation)
    {
        var started = scope.Time.GetTimestamp();
        using var trainer = new Trainer(experiment, scope.Corpus, CPU, scope.Time, TrainingStart.Anew(MostEpochs));
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var progress = trainer.RunSlice(20);
            if (progress.EndsEpoch && progress.ValidationLoss is { } loss && (loss <= ValidationLoss || progress.Epoch == MostEpochs))
            {
                return loss <= ValidationLoss
                    ? (scope.Time.GetElapsedTime(started).TotalSeconds, progress.Epoch, loss)
                    : throw new InvalidOperationException($"The recipe {experiment.Name} has not come to a validation loss of {ValidationLoss} in {MostEpochs} epochs, but to {loss:F4}.");
            }
        }
    }
}
