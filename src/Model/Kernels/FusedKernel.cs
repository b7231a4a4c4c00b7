using ActorLstm.Model.Networks;

namespace ActorLstm.Model.Kernels;

/// <summary>
/// Trains on the CPU without torch: no one-hot input, recurrent products on reused buffers with the gates computed while their sums
/// are in registers, and a gradient written out by hand. A batch is done in three rounds, each shared among the threads: the
/// weights are laid out for the products, panel by panel; rows go forward and back, independent of each other; the gradients of the
/// weights are summed over all rows, panel by panel. No number depends on which thread does what: the result is the same, bit for
/// bit, whatever their number.
/// </summary>
internal sealed unsafe class FusedKernel : ITrainingKernel
{
    // Rows that go through the batch together: enough to use the weights that were fetched, few enough for a fair share of work.
    private const int LeastRows = 16;

    // Operations of a batch below which handing work to another thread takes longer than doing it.
    private const double LeastWork = 2e7;

    private readonly NetworkOptions options;
    private readonly WeightSpace space;
    private readonly FusedLayer[] layers;
    private readonly FusedHead head;
    private readonly WorkerTeam team;
    private readonly AlignedBuffer fromAbove;       // [t][row][stride], or of the last position alone
    private readonly AlignedBuffer[] scratch;       // one a thread
    private readonly ushort[] keys;                 // [t][row]: the characters
    private readonly ushort[] bias;                 // [t][row]: zeros, the only row of an upper layer's table
    private readonly double[] losses;               // [B, P]

    /// <param name="network">The network to train, on the CPU in single precision.</param>
    /// <param name="characters">V, the size of the alphabet.</param>
    /// <param name="options">Its layers and units.</param>
    /// <param name="largest">The largest batch, which the buffers are made for.</param>
    /// <param name="threads">Threads to use; a network so small that they would be in each other's way has one.</param>
    public FusedKernel(CharLstm network, int characters, NetworkOptions options, Batch largest, int threads)
    {
        this.options = options;
        var shape = new BatchShape(options.Hidden, largest.Length, largest.Capacity);
        space = new WeightSpace(network);
        layers = [.. Enumerable.Range(0, options.Layers).Select(layer =>
            new FusedLayer(layer, layer == 0 ? characters : options.Hidden, shape, space, options.Dropout > 0))];
        head = new FusedHead(characters, largest.Predictions, shape, space);
        var rows = (long)shape.Length * shape.Rows;
        fromAbove = new AlignedBuffer(rows * shape.Stride);
        keys = new ushort[rows];
        bias = new ushort[rows];
        losses = new double[largest.Capacity * largest.Predictions];
        team = new WorkerTeam(24.0 * shape.Length * shape.Rows * shape.Hidden * shape.Hidden < LeastWork ? 1 : threads);
        scratch = [.. Enumerable.Range(0, team.Size).Select(_ => new AlignedBuffer(Math.Max(layers.Max(layer => layer.Scratch), head.Scratch)))];
    }

    /// <inheritdoc/>
    public double LossAndGradients(Batch batch)
    {
        var shape = Begin(batch);
        ShareRows(shape, rows =>
        {
            Forward(batch, rows, batch.MaskSeed);
            Predict(batch, rows, fromAbove);
            Back(batch, rows);
        });
        team.Run(Pieces(shape), (piece, thread) => SumGradients(piece, batch, shape, scratch[thread].Start));
        return MeanLoss(batch);
    }

    /// <inheritdoc/>
    public double Loss(Batch batch)
    {
        ShareRows(Begin(batch), rows =>
        {
            Forward(batch, rows, maskSeed: null);
            Predict(batch, rows, derivatives: null);
        });
        return MeanLoss(batch);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        team.Dispose();
        space.Dispose();
    }

    private BatchShape Begin(Batch batch)
    {
        var shape = new BatchShape(options.Hidden, batch.Length, batch.Count);
        Arrange(batch, shape);
        team.Run(Pieces(shape), (piece, _) => Pack(piece, shape));
        return shape;
    }

    // The panels of all layers, and those of the output.
    private int Pieces(BatchShape shape) => layers.Length * shape.GatePanels + head.Panels;

    private void ShareRows(BatchShape shape, Action<RowRange> work)
    {
        var share = (shape.Rows + team.Size - 1) / team.Size;
        var count = Math.Min(Math.Max(LeastRows, options.Hidden / 8), (share + Products.Rows - 1) / Products.Rows * Products.Rows);
        team.Run((shape.Rows + count - 1) / count, (piece, _) => work(new RowRange(shape, piece * count, Math.Min(shape.Rows, (piece + 1) * count))));
    }

    private double MeanLoss(Batch batch)
    {
        var sum = 0.0;
        foreach (var loss in losses.AsSpan(0, batch.Count * batch.Predictions))
        {
            sum += loss;
        }

        return sum / (batch.Count * batch.Predictions);
    }

    // [B, T] becomes [t][row].
    private void Arrange(Batch batch, BatchShape shape)
    {
        keys.AsSpan().Clear();
        var inputs = batch.Inputs;
        for (var window = 0; window < batch.Count; window++)
        {
            for (var t = 0; t < batch.Length; t++)
            {
                keys[t * shape.Rows + window] = inputs[window * batch.Length + t];
            }
        }
    }

    private void Pack(int piece, BatchShape shape)
    {
        var (layer, panel) = Math.DivRem(piece, shape.GatePanels);
        if (layer < layers.Length)
        {
            layers[layer].Pack(panel);
        }
        else
        {
            head.Pack(piece - layers.Length * shape.GatePanels);
        }
    }

    private void Forward(Batch batch, RowRange rows, ulong? maskSeed)
    {
        fixed (ushort* characters = keys, zeros = bias)
        {
            foreach (var layer in layers)
            {
                var mask = Mask(maskSeed, layer);
                for (var t = 0; t < batch.Length; t++)
                {
                    layer.Forward(rows, t, layer.Layer == 0 ? characters : zeros, Below(layer), mask);
                }
            }
        }
    }

    private void Predict(Batch batch, RowRange rows, AlignedBuffer? derivatives)
    {
        var step = (long)rows.Shape.Rows * rows.Shape.Stride;
        for (var position = 0; position < batch.Predictions; position++)
        {
            var at = (batch.Length - batch.Predictions + position) * step;
            head.LossAndGradients(
                rows, position, batch.Predictions, layers[^1].Output + at, batch.Next, losses, derivatives is null ? null : derivatives.Start + at);
        }
    }

    private void Back(Batch batch, RowRange rows)
    {
        for (var layer = layers.Length - 1; layer >= 0; layer--)
        {
            var mask = Mask(batch.MaskSeed, layers[layer]);
            for (var t = batch.Length - 1; t >= 0; t--)
            {
                var isPredicted = layer < layers.Length - 1 || t >= batch.Length - batch.Predictions;
                layers[layer].Backward(rows, t, isPredicted ? fromAbove.Start : null, layer > 0 ? fromAbove.Start : null, mask);
            }
        }
    }

    private void SumGradients(int piece, Batch batch, BatchShape shape, float* own)
    {
        var (layer, panel) = Math.DivRem(piece, shape.GatePanels);
        if (layer < layers.Length)
        {
            fixed (ushort* rows = layer == 0 ? keys : bias)
            {
                layers[layer].WeightGradients(shape, panel, rows, Below(layers[layer]), own);
            }
        }
        else
        {
            var first = (long)(shape.Length - batch.Predictions) * shape.Rows * shape.Stride;
            head.WeightGradients(shape, piece - layers.Length * shape.GatePanels, batch.Predictions, layers[^1].Output + first, own);
        }
    }

    private FusedLayer? Below(FusedLayer layer) => layer.Layer == 0 ? null : layers[layer.Layer - 1];

    private DropoutMask? Mask(ulong? maskSeed, FusedLayer layer) =>
        maskSeed is { } seed && options.Dropout > 0 ? new DropoutMask(seed, layer.Layer, options.Dropout) : null;
}
