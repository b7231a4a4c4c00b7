using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Exports;
using ActorLstm.Model;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Networks;

namespace ActorLstm.Host.Imports;

/// <summary>Weights that the user brings: a safetensors file, or the state dict of a PyTorch module.</summary>
/// <param name="Path">The file.</param>
/// <param name="Tensors">What is in it.</param>
/// <param name="Metadata">The texts beside the tensors; none in a state dict.</param>
internal sealed record WeightsFile(string Path, IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    private const string VocabularyKey = "vocabulary";
    private const string CorpusKey = "corpus_sha256";
    private const string Advice = "Set model.layers and model.hidden to what the weights have, and corpus.source to the text that they were trained on.";

    /// <summary>The alphabet that the weights are for; null where the file does not say.</summary>
    /// <exception cref="InvalidInputException">It is damaged.</exception>
    public Vocabulary? Alphabet => Metadata.TryGetValue(VocabularyKey, out var stored) ? Vocabulary.Stored(stored) : null;

    /// <summary>The hash of the corpus that they were trained on; null where the file does not say.</summary>
    public string? CorpusSha256 => Metadata.GetValueOrDefault(CorpusKey);

    /// <summary>LSTM layers, by the names of the tensors; at least 1.</summary>
    public int Layers => Math.Max(1, Tensors.Count(tensor => tensor.Name.StartsWith(WeightNames.Recurrent(0)[..^1], StringComparison.Ordinal)));

    /// <summary>Units of a layer, by the shape of the output's weight; at least 1.</summary>
    public long Hidden => Tensors.FirstOrDefault(tensor => tensor.Name == WeightNames.HeadWeight)?.Shape is [_, > 0 and var units] ? units : 1;

    /// <summary>Reads a file; its first bytes say what it is. For a state dict torch is loaded.</summary>
    /// <exception cref="InvalidInputException">It is missing or neither of the two.</exception>
    public static WeightsFile Read(string path)
    {
        try
        {
            var content = File.ReadAllBytes(path);
            return content.AsSpan().StartsWith("PK"u8)
                ? new WeightsFile(path, StateDict.Read(content), new Dictionary<string, string>())
                : new WeightsFile(path, Safetensors.Read(content), Safetensors.ReadMetadata(content));
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidInputException($"{path} cannot be read, neither as a safetensors file nor as a PyTorch state dict, which torch.save(module.state_dict(), FILE) writes: {fault.Message}.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>The weights of a network, in the order of checkpoints.</summary>
    /// <param name="network">The network.</param>
    /// <param name="alphabet">Its characters.</param>
    /// <exception cref="InvalidInputException">They are another network's, or no numbers; the message says what was found and what belongs there.</exception>
    public IReadOnlyList<NamedTensor> Of(NetworkOptions network, Vocabulary alphabet)
    {
        Alphabet?.RequireSame(alphabet);
        var weights = WeightNames.All(alphabet.Count, network).Select(weight => Find(weight.Name, weight.Shape, network, alphabet.Count)).ToList();
        var others = Tensors.Except(weights).Select(tensor => tensor.Name).ToList();
        if (others.Count > 0)
        {
            throw new InvalidInputException($"{Path} holds tensors that {Words(network, alphabet.Count)} does not have: {string.Join(", ", others)}. {Advice}");
        }

        _ = new FrozenLstm(weights, alphabet.Count, network); // It refuses what is not finite.
        return weights;
    }

    private static string Words(NetworkOptions network, int characters) =>
        $"a network of {RunWords.Counted(network.Layers, "layer")} of {network.Hidden} units for {characters} characters";

    private NamedTensor Find(string name, long[] shape, NetworkOptions network, int characters)
    {
        var found = Tensors.FirstOrDefault(tensor => tensor.Name == name) ?? throw new InvalidInputException(
            $"{Path} lacks the tensor {name} of {Words(network, characters)}; it holds {string.Join(", ", Tensors.Select(tensor => tensor.Name))}. {Advice}");
        return found.Shape.AsSpan().SequenceEqual(shape) ? found : throw new InvalidInputException(
            $"{Path}: {name} has the shape [{string.Join(", ", found.Shape)}], and {Words(network, characters)} has [{string.Join(", ", shape)}] there. {Advice}");
    }
}
