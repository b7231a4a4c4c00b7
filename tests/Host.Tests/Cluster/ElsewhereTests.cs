using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Tests.Configuration;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Training;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cluster;

/// <summary>What a coordinator prepares of a run that a trainer trains.</summary>
public sealed class ElsewhereTests : IDisposable
{
    private const string Text = "actorlstm { corpus.source = sample, experiment.epochs = 1, windows { maxlen = 20, step = 40 }, model.hidden = 8, training { threads = 1, device = cpu } }";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("Case", "F4")]
    public async Task The_trainer_decides_which_kernel_auto_means_and_records_it()
    {
        var submitted = await PrepareAsync(Loading.Of(Text), isHere: false);
        submitted.Configuration.Experiment.Training.Kernel.Should().Be(KernelKind.Auto);
        submitted.Notes.Should().NotContain(note => note.Contains("kernel", StringComparison.Ordinal));

        var trained = await PrepareAsync(ConfigurationLoader.Load(new ConfigurationSources(ResolvedConfiguration.Write(submitted.Configuration), "a run")), isHere: true);
        trained.Facts("20260314-150926-k3xp").Kernel.Should().Be(trained.Kernel!.Kind).And.NotBe(KernelKind.Auto);
        ResolvedConfiguration.Write(trained.Configuration).Should().Be(ResolvedConfiguration.Write((await PrepareAsync(Loading.Of(Text), isHere: true)).Configuration), "the run is what it would be without a cluster");
    }

    [Fact]
    public async Task A_kernel_that_is_named_stays()
    {
        var submitted = await PrepareAsync(Loading.Of(Text, null, "training.kernel=torch"), isHere: false);
        submitted.Configuration.Experiment.Training.Kernel.Should().Be(KernelKind.Torch);
    }

    private async Task<PreparedRun> PrepareAsync(RunConfiguration configuration, bool isHere)
    {
        using var http = new HttpClient();
        var corpora = new CorpusShelf(new CorpusLocator(CorpusPlaces.FromEnvironment(_ => null, folder.Path), http));
        return await PreparedRun.PrepareAsync(configuration, corpora, TestContext.Current.CancellationToken, isHere ? null : MemoryLimit.None, isHere);
    }
}
