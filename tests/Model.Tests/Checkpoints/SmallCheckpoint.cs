using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Tests.Networks;
using ActorLstm.Model.Training;

namespace ActorLstm.Model.Tests.Checkpoints;

/// <summary>Small checkpoints for tests.</summary>
internal static class SmallCheckpoint
{
    private const string Alphabet = "\n abcé😀";
    private static readonly NetworkOptions Network = new() { Layers = 2, Hidden = 3 };

    public static Checkpoint Of(int epoch, long seed = 1, double loss = 2.5)
    {
        var weights = RandomWeights.Of(7, Network, seed);
        return new Checkpoint(
            new CheckpointManifest
            {
                Epoch = epoch,
                Steps = 10 * epoch,
                Loss = loss,
                Seed = seed,
                SeedText = "ab\n😀",
                Corpus = new CheckpointCorpus("test", new string('0', 64), 123, new CorpusOptions { Source = "test", UnknownCharacters = UnknownCharacterPolicy.Skip }),
                Vocabulary = Alphabet,
                Windows = new WindowOptions { MaxLength = 5, Step = 2, Targets = Targets.Every },
                Network = Network,
                Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam },
            },
            weights,
            [.. weights.Select(weight => weight with { Name = $"{weight.Name}.mean_square", Values = [.. weight.Values.Select(value => value * value)] })]);
    }
}
