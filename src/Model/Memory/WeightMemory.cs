using ActorLstm.Model.Kernels;
using ActorLstm.Model.Networks;
using ActorLstm.Model.Training;

namespace ActorLstm.Model.Memory;

/// <summary>
/// The memory of the weights of a network and of what has their size, in bytes. Shapes: V characters of the alphabet, H units, L layers.
/// </summary>
/// <param name="characters">V.</param>
/// <param name="network">H and L.</param>
/// <param name="optimizer">Says how many numbers are kept for each weight.</param>
internal sealed class WeightMemory(int characters, NetworkOptions network, OptimizerOptions optimizer)
{
    // The initial recurrent weights are the Q of a QR decomposition of [4H, H] in double precision: the drawn matrix twice, LAPACK's copy,
    // Q and R.
    private const long QrCopies = 4;

    private readonly BatchShape shape = new(network.Hidden, 1, 1);

    /// <summary>The weights once: 4H (inputs + H + 2) for each layer, with torch's two biases, and (H + 1) V for the output.</summary>
    public long Once => sizeof(float) * (network.Parameters(characters) + 4L * network.Hidden * network.Layers);

    /// <summary>
    /// A checkpoint that is written, as numbers and as the bytes of its files, and one that a sampler reads meanwhile. A step of the optimizer, which
    /// takes the weights once for a moment, is never at the same time as the writing, and takes less.
    /// </summary>
    public long Checkpoint => 2 * (1 + States) * Once + 2 * Once;

    /// <summary>The network as samplers read it: <c>FrozenLstm</c>.</summary>
    public long Frozen => sizeof(float) * (network.Layers * Recurrent + (network.Layers - 1) * Recurrent + Table + Head);

    // Numbers that the optimizer keeps for each weight.
    private long States => optimizer switch
    {
        { Kind: OptimizerKind.Adam } => 2,
        { Kind: OptimizerKind.Sgd, Momentum: 0 } => 0,
        _ => 1,
    };

    private long HeadPanels => (characters + Products.Panel - 1) / Products.Panel;

    // [panel][H][64], as LayerWeights has it.
    private long Recurrent => (long)shape.GatePanels * network.Hidden * Products.Panel;

    // [V][panel][64] for the lowest layer, one row for the others.
    private long Table => ((long)characters + network.Layers - 1) * shape.GatePanels * Products.Panel;

    private long Head => HeadPanels * (network.Hidden + 1) * Products.Panel;

    /// <summary>
    /// What the first weights take while they are drawn and copied into torch, before anything of a batch is touched: all of them once outside torch, and
    /// the matrices of a QR decomposition or torch's copies.
    /// </summary>
    public long Drawing => (3 + States) * Once + Math.Max(QrCopies * sizeof(double) * 4L * network.Hidden * network.Hidden, Once);

    /// <summary>Weights, gradients, the optimizer's state, and the copies of the fused kernel.</summary>
    /// <param name="isFused">Whether the fused kernel trains.</param>
    public long Training(bool isFused) => (2 + States) * Once + (isFused ? Layouts : 0);

    // What LayerWeights and HeadWeights hold, and the same turned round for the way back.
    private long Layouts
    {
        get
        {
            var back = (long)shape.HiddenPanels * shape.GatePanels * Products.Panel * Products.Panel;
            var headBack = shape.HiddenPanels * HeadPanels * Products.Panel * Products.Panel;
            return Frozen + sizeof(float) * ((2L * network.Layers - 1) * back + headBack);
        }
    }
}
