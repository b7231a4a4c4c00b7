using TorchSharp.Modules;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Kernels;
using ActorLstm.Model.Randomness;
using static TorchSharp.torch;

namespace ActorLstm.Model.Networks;

/// <summary>
/// The network of Chollet's example 8.1 in torch, for training: one-hot characters, LSTM layers, a dense output.
/// Shapes: B windows of a batch, T characters of a window, V characters of the alphabet, H units.
/// </summary>
public sealed class CharLstm : nn.Module<Tensor, Tensor>
{
    private readonly LSTM[] layers;
    private readonly Linear head;
    private readonly NetworkOptions options;
    private readonly Targets targets;
    private readonly int characters;

    /// <param name="characters">V, the size of the alphabet.</param>
    /// <param name="options">Layers, units and dropout.</param>
    /// <param name="targets">Whether the logits of the last or of every position are computed.</param>
    /// <param name="device">Where the weights live.</param>
    /// <param name="dtype">Single precision, but for tests that compare with a calculation in double.</param>
    public CharLstm(int characters, NetworkOptions options, Targets targets, Device device, ScalarType dtype = ScalarType.Float32)
        : base(nameof(CharLstm))
    {
        this.characters = characters;
        this.options = options;
        this.targets = targets;
        layers = [.. Enumerable.Range(0, options.Layers).Select(layer =>
            nn.LSTM(layer == 0 ? characters : options.Hidden, options.Hidden, batchFirst: true, device: device, dtype: dtype))];
        head = nn.Linear(options.Hidden, characters, device: device, dtype: dtype);
        for (var layer = 0; layer < layers.Length; layer++)
        {
            register_module($"layer{layer}", layers[layer]);
        }

        register_module("head", head);

        // Torch has two biases a gate where Keras has one: the second stays zero and is not trained.
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        for (var layer = 0; layer < layers.Length; layer++)
        {
            var second = layers[layer].get_parameter("bias_hh_l0")!;
            second.zero_();
            second.requires_grad = false;
        }
    }

    /// <summary>What the dropout masks are drawn from; null while nothing is dropped.</summary>
    public ulong? MaskSeed { get; set; }

    /// <summary>The trained weights under their <see cref="WeightNames"/>, in a fixed order.</summary>
    public IReadOnlyList<(string Name, Parameter Value)> Weights => [.. State.Where(weight => weight.Value.requires_grad)];

    /// <summary>All weights as a PyTorch module would name them, the second biases among them.</summary>
    internal IEnumerable<(string Name, Parameter Value)> State
    {
        get
        {
            for (var layer = 0; layer < layers.Length; layer++)
            {
                yield return (WeightNames.Input(layer), layers[layer].get_parameter("weight_ih_l0")!);
                yield return (WeightNames.Recurrent(layer), layers[layer].get_parameter("weight_hh_l0")!);
                yield return (WeightNames.Bias(layer), layers[layer].get_parameter("bias_ih_l0")!);
                yield return (WeightNames.SecondBias(layer), layers[layer].get_parameter("bias_hh_l0")!);
            }

            yield return (WeightNames.HeadWeight, (Parameter)head.weight!);
            yield return (WeightNames.HeadBias, (Parameter)head.bias!);
        }
    }

    /// <summary>Puts Keras's initial weights into the network.</summary>
    public void Initialize(RandomStream random) => Load(KerasInitializer.Weights(characters, options, random));

    /// <summary>The numbers of all weights, as a checkpoint holds them.</summary>
    public IReadOnlyList<NamedTensor> Save() => [.. State.Select(weight => weight.Value.ToNamed(weight.Name))];

    /// <summary>Whether no weight is NaN or infinite.</summary>
    public bool IsFinite()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return State.All(weight => weight.Value.isfinite().all().item<bool>());
    }

    /// <summary>Puts numbers into every weight.</summary>
    /// <param name="from">A tensor for each weight under its name.</param>
    /// <exception cref="InvalidInputException">They belong to another network: a tensor is missing, too many, or has another shape.</exception>
    public void Load(IEnumerable<NamedTensor> from)
    {
        var reader = new WeightReader(from);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var read = State.Select(weight => (weight.Value, Numbers: reader.Read(weight.Name, weight.Value.shape))).ToList();
        reader.RequireAllRead();
        foreach (var (weight, numbers) in read)
        {
            weight.copy_(tensor(numbers, weight.shape).to(weight.dtype));
        }
    }

    /// <summary>Logits of the next character.</summary>
    /// <param name="windows">Indices of characters, [B, T], 64-bit.</param>
    /// <returns>[B, V] for targets = last, [B, T, V] for targets = every.</returns>
    public override Tensor forward(Tensor windows)
    {
        var x = nn.functional.one_hot(windows, characters).to(head.weight!.dtype);   // [B, T, V]
        for (var layer = 0; layer < layers.Length; layer++)
        {
            x = Drop(layers[layer].call(x).Item1, layer);                             // [B, T, H]
        }

        return targets == Targets.Last
            ? head.call(x.select(1, -1))                                              // [B, H] -> [B, V]
            : head.call(x);                                                           // [B, T, V]
    }

    /// <summary>Mean cross-entropy, in nats a predicted character.</summary>
    /// <param name="windows">[B, T].</param>
    /// <param name="next">The characters to predict: [B, T] after every position, or [B, 1] after the last alone.</param>
    public Tensor Loss(Tensor windows, Tensor next)
    {
        var logits = call(windows);
        if (logits.dim() == 3 && next.shape[1] == 1)
        {
            logits = logits.select(1, -1);
        }

        return nn.functional.cross_entropy(logits.reshape(-1, characters), next.view(-1));
    }

    // Masks of our own: torch's come from a generator that the whole process shares.
    private Tensor Drop(Tensor x, int layer)
    {
        if (MaskSeed is not { } seed || options.Dropout == 0 || !training)
        {
            return x;
        }

        var factors = new DropoutMask(seed, layer, options.Dropout).Factors((int)x.shape[0], (int)x.shape[1], options.Hidden);
        return x * tensor(factors, x.shape, device: x.device).to(x.dtype);
    }
}
