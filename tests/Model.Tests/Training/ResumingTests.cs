using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Training;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using TorchSharp;
using Xunit;

namespace ActorLstm.Model.Tests.Training;

/// <summary>A checkpoint goes on in the experiment that it came from, and in no other.</summary>
public sealed class ResumingTests
{
    private readonly Corpus corpus = Texts.Proverbs;
    private readonly Experiment experiment = Texts.SmallExperiment;

    [Theory]
    [Trait("Case", "T7")]
    [InlineData("THE ", "the ")]
    [InlineData("the stone, and the stone, and the stone", "the stone, and the stone, and the stone")]
    public void A_given_seed_text_is_kept_as_the_model_reads_it(string given, string kept) =>
        Capture(experiment with { Sampling = experiment.Sampling with { SeedText = given } }).Manifest.SeedText.Should().Be(kept);

    [Fact]
    [Trait("Case", "T7")]
    public void Without_one_a_window_of_the_corpus_is_kept()
    {
        var seed = Capture(experiment).Manifest.SeedText;
        seed.Should().HaveLength(12);
        corpus.TextAt(0, corpus.Length).Should().Contain(seed);
    }

    [Theory]
    [Trait("Case", "T11")]
    [InlineData("the river asks no leave of the stone? no!", "*Only in the corpus: '!' (U+0021), '?' (U+003F).*")]
    [InlineData("the river asks no leave", "*Only in the checkpoint: *','*Only in the corpus: none.*")]
    public void A_corpus_with_another_alphabet_is_refused_with_the_difference(string text, string message)
    {
        var checkpoint = Capture(experiment);
        var resume = () => new Trainer(experiment, Texts.Corpus(text), torch.CPU, TimeProvider.System, After(checkpoint));
        resume.Should().Throw<InvalidInputException>().WithMessage(message);
    }

    [Theory]
    [InlineData(2, 16)]
    [InlineData(1, 17)]
    public void A_network_of_another_shape_is_refused(int layers, int hidden) =>
        Refuses(Capture(experiment), experiment with { Network = new NetworkOptions { Layers = layers, Hidden = hidden } }, "*lstm.*");

    [Fact]
    public void A_network_with_fewer_layers_is_refused() =>
        Refuses(Capture(experiment with { Network = new NetworkOptions { Layers = 2, Hidden = 16 } }), experiment, "*lstm.*l1*");

    [Fact]
    public void A_shape_that_torch_would_stretch_is_refused()
    {
        var checkpoint = Capture(experiment);
        var single = checkpoint with
        {
            Weights = [.. checkpoint.Weights.Select(weight => weight.Name == WeightNames.HeadBias ? new NamedTensor(weight.Name, [1], [7]) : weight)],
        };
        Refuses(single, experiment, "*head.bias*[1]*");
    }

    [Theory]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.Sgd)]
    public void Another_optimizer_is_refused(OptimizerKind kind) =>
        Refuses(Capture(experiment), experiment with { Training = experiment.Training with { Optimizer = new OptimizerOptions { Kind = kind } } }, "*optimizer*");

    [Fact]
    public void A_checkpoint_goes_on_with_the_next_epoch()
    {
        using var trainer = new Trainer(experiment, corpus, torch.CPU, TimeProvider.System, After(Capture(experiment)));
        trainer.RunSlice(1).Epoch.Should().Be(2);
    }

    private void Refuses(Checkpoint checkpoint, Experiment other, string message)
    {
        var resume = () => new Trainer(other, corpus, torch.CPU, TimeProvider.System, After(checkpoint));
        resume.Should().Throw<InvalidInputException>().WithMessage(message);
    }

    private static TrainingStart After(Checkpoint checkpoint) => new(checkpoint, [new PlannedEpoch(checkpoint.Manifest.Epoch + 1)]);

    private Checkpoint Capture(Experiment what)
    {
        using var trainer = new Trainer(what, corpus, torch.CPU, TimeProvider.System, TrainingStart.Anew(what.Epochs));
        trainer.RunSlice(1);
        return trainer.Capture();
    }
}
