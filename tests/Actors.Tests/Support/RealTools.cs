using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using ActorLstm.Model;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using Akka.Actor;
using TorchSharp;

namespace ActorLstm.Actors.Tests.Support;

/// <summary>The tools of a real run, torch and checkpoints included, on a few proverbs.</summary>
internal sealed class RealTools : IDisposable
{
    private static readonly Corpus Corpus = Texts.Proverbs;
    private readonly TemporaryFolder folder = new();
    private readonly CheckpointStore store;

    public RealTools(TimeProvider time, long seed = 7)
    {
        Experiment = Texts.SmallExperiment with { Seed = seed };
        store = new CheckpointStore(folder[RunFolder.CheckpointsFolder]);
        Tools = new RunTools(Experiment, Corpus, torch.CPU, store, time);
    }

    /// <summary>What runs.</summary>
    public Experiment Experiment { get; }

    /// <summary>Its plan, with one retry.</summary>
    public RunPlan Plan => RunPlan.Of(Experiment, new SupervisionOptions { MaxRetries = 1 });

    /// <summary>What it runs with.</summary>
    public RunTools Tools { get; }

    /// <summary>The actor that keeps its files.</summary>
    public Props Folder => RunFolderActor.Props(folder.Path, store, Experiment.Checkpoints);

    /// <summary>A place in its folder.</summary>
    public string this[string name] => folder[name];

    /// <summary>Where a checkpoint stands.</summary>
    public string PathOf(CheckpointRef reference) => store.PathOf(reference);

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();
}
