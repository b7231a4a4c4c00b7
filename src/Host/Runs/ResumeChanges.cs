using ActorLstm.Host.Configuration;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Runs;

/// <summary>What the user wants otherwise when a run is resumed.</summary>
/// <param name="AcceptDrift">Whether it may be another run from here on.</param>
/// <param name="Corpus">Where the corpus is now; null for where it was.</param>
/// <param name="Device">Where to train; null for where it did.</param>
/// <param name="Threads">Threads of a training step; null for as many as before.</param>
public sealed record ResumeChanges(bool AcceptDrift, string? Corpus = null, string? Device = null, int? Threads = null)
{
    /// <summary>Whether a person asked to resume the run: then it is resumed, however often its process died, and deaths are counted anew.</summary>
    public bool IsByHand { get; init; }

    /// <summary>The configuration with these changes. The corpus is compared with the run's own later on, and not refused for its hash here.</summary>
    public RunConfiguration ApplyTo(RunConfiguration recorded)
    {
        var experiment = recorded.Experiment;
        return recorded with
        {
            Experiment = experiment with
            {
                Corpus = experiment.Corpus with
                {
                    Source = Corpus is null ? experiment.Corpus.Source : Corpus,
                    Sha256 = null,
                },
                Training = experiment.Training with
                {
                    Device = Device ?? experiment.Training.Device,
                    Threads = Threads ?? experiment.Training.Threads,
                    Kernel = Device is null || Device == experiment.Training.Device ? experiment.Training.Kernel : KernelKind.Auto,
                },
            },
        };
    }
}
