namespace ActorLstm.Model.Networks;

/// <summary>
/// The names of the weights in checkpoints: those of a PyTorch module with <c>lstm = nn.LSTM(V, H, layers)</c> and
/// <c>head = nn.Linear(H, V)</c>, so that <c>load_state_dict</c> takes them as they are.
/// </summary>
public static class WeightNames
{
    /// <summary>The output's weight, [V, H].</summary>
    public const string HeadWeight = "head.weight";

    /// <summary>The output's bias, [V].</summary>
    public const string HeadBias = "head.bias";

    /// <summary>The input weight of a layer, [4H, inputs]; gates in the order i, f, g, o.</summary>
    public static string Input(int layer) => $"lstm.weight_ih_l{layer}";

    /// <summary>The recurrent weight of a layer, [4H, H].</summary>
    public static string Recurrent(int layer) => $"lstm.weight_hh_l{layer}";

    /// <summary>The bias of a layer, [4H].</summary>
    public static string Bias(int layer) => $"lstm.bias_ih_l{layer}";

    /// <summary>Torch's second bias of a layer, [4H]: always zero, since Keras has one bias a gate.</summary>
    public static string SecondBias(int layer) => $"lstm.bias_hh_l{layer}";

    /// <summary>The weights of a network and their shapes, in the order of checkpoints.</summary>
    /// <param name="characters">V, the size of the alphabet.</param>
    /// <param name="network">Layers and units.</param>
    public static IEnumerable<(string Name, long[] Shape)> All(int characters, NetworkOptions network)
    {
        long gates = 4L * network.Hidden;
        for (var layer = 0; layer < network.Layers; layer++)
        {
            yield return (Input(layer), [gates, layer == 0 ? characters : network.Hidden]);
            yield return (Recurrent(layer), [gates, network.Hidden]);
            yield return (Bias(layer), [gates]);
            yield return (SecondBias(layer), [gates]);
        }

        yield return (HeadWeight, [characters, network.Hidden]);
        yield return (HeadBias, [characters]);
    }
}
