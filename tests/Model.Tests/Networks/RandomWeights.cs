using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;

namespace ActorLstm.Model.Tests.Networks;

/// <summary>Weights, biases among them, none of which is zero or one by rule: a term left out shows.</summary>
internal static class RandomWeights
{
    public static List<NamedTensor> Of(int characters, NetworkOptions options, long seed = 1, double scale = 0.4)
    {
        var random = RandomStream.At(new RandomAddress(seed, "weights"));
        return
        [
            .. KerasInitializer.Weights(characters, options, random)
                .Select(weight => weight with { Values = [.. weight.Values.Select(_ => (float)(scale * random.NextNormal()))] }),
        ];
    }

    /// <summary>Rows of random characters.</summary>
    public static int[][] Rows(int characters, int rows, int length, long seed = 1)
    {
        var random = RandomStream.At(new RandomAddress(seed, "characters"));
        return [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, length).Select(_ => random.NextInt(characters)).ToArray())];
    }
}
