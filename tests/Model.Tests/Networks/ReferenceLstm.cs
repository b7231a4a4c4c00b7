using ActorLstm.Model.Networks;

namespace ActorLstm.Model.Tests.Networks;

/// <summary>
/// The network once more, in double precision and plain loops, with its gradient derived by hand (backpropagation through
/// time): what torch's result is compared with. Shapes: T characters of a window, V characters, H units; gates i, f, g, o.
/// </summary>
internal sealed class ReferenceLstm(int characters, NetworkOptions options, bool every, IEnumerable<NamedTensor> weights)
{
    private readonly int hidden = options.Hidden;

    /// <summary>The weights, row-major, by name.</summary>
    public Dictionary<string, double[]> Weights { get; } =
        weights.ToDictionary(weight => weight.Name, weight => weight.Values.Select(value => (double)value).ToArray());

    /// <summary>The logits after each character of a window, [T][V].</summary>
    public double[][] Logits(int[] window) => [.. Forward(window)[^1].Select(step => Head(step.Hidden))];

    /// <summary>Mean cross-entropy of all predictions, and its derivative by every weight.</summary>
    /// <param name="windows">[B][T].</param>
    /// <param name="next">[B][1] for the last position, [B][T] for every.</param>
    public (double Loss, Dictionary<string, double[]> Gradients) LossAndGradients(int[][] windows, int[][] next)
    {
        var gradients = Weights.ToDictionary(weight => weight.Key, weight => new double[weight.Value.Length]);
        var predictions = next.Sum(row => row.Length);
        var loss = 0.0;
        for (var b = 0; b < windows.Length; b++)
        {
            var layers = Forward(windows[b]);
            var fromAbove = windows[b].Select(_ => new double[hidden]).ToArray();              // [T][H]
            for (var p = 0; p < next[b].Length; p++)
            {
                var t = every ? p : windows[b].Length - 1;
                loss += HeadLoss(layers[^1][t].Hidden, next[b][p], predictions, fromAbove[t], gradients) / predictions;
            }

            for (var layer = options.Layers - 1; layer >= 0; layer--)
            {
                fromAbove = Backward(layer, windows[b], layers, fromAbove, gradients);
            }
        }

        return (loss, gradients);
    }

    // [layer][T]
    private Step[][] Forward(int[] window)
    {
        var layers = new Step[options.Layers][];
        for (var layer = 0; layer < options.Layers; layer++)
        {
            layers[layer] = new Step[window.Length];
            var before = new Step(new double[4 * hidden], new double[hidden], new double[hidden]);
            for (var t = 0; t < window.Length; t++)
            {
                before = layers[layer][t] = Read(layer, Input(layer, t, window, layers), before);
            }
        }

        return layers;
    }

    private double[] Input(int layer, int t, int[] window, Step[][] layers) =>
        layer > 0 ? layers[layer - 1][t].Hidden : [.. Enumerable.Range(0, characters).Select(v => v == window[t] ? 1.0 : 0)];

    private Step Read(int layer, double[] input, Step before)
    {
        var (wx, wh) = (Weights[WeightNames.Input(layer)], Weights[WeightNames.Recurrent(layer)]);
        var (bias, second) = (Weights[WeightNames.Bias(layer)], Weights[WeightNames.SecondBias(layer)]);
        var step = new Step(new double[4 * hidden], new double[hidden], new double[hidden]);
        for (var row = 0; row < 4 * hidden; row++)
        {
            var sum = bias[row] + second[row];
            for (var k = 0; k < input.Length; k++)
            {
                sum += wx[row * input.Length + k] * input[k];
            }

            for (var k = 0; k < hidden; k++)
            {
                sum += wh[row * hidden + k] * before.Hidden[k];
            }

            step.Gates[row] = row / hidden == 2 ? Math.Tanh(sum) : 1 / (1 + Math.Exp(-sum));
        }

        for (var u = 0; u < hidden; u++)
        {
            step.Cell[u] = step.Gates[hidden + u] * before.Cell[u] + step.Gates[u] * step.Gates[2 * hidden + u];
            step.Hidden[u] = step.Gates[3 * hidden + u] * Math.Tanh(step.Cell[u]);
        }

        return step;
    }

    private double[] Head(double[] h)
    {
        var (weight, bias) = (Weights[WeightNames.HeadWeight], Weights[WeightNames.HeadBias]);
        return [.. Enumerable.Range(0, characters).Select(v => bias[v] + Enumerable.Range(0, hidden).Sum(u => weight[v * hidden + u] * h[u]))];
    }

    // d(-log softmax_target)/d logit_v = softmax_v - [v = target]
    private double HeadLoss(double[] h, int target, int predictions, double[] toHidden, Dictionary<string, double[]> gradients)
    {
        var logits = Head(h);
        var logSum = logits.Max() + Math.Log(logits.Sum(logit => Math.Exp(logit - logits.Max())));
        for (var v = 0; v < characters; v++)
        {
            var d = (Math.Exp(logits[v] - logSum) - (v == target ? 1 : 0)) / predictions;
            gradients[WeightNames.HeadBias][v] += d;
            for (var u = 0; u < hidden; u++)
            {
                gradients[WeightNames.HeadWeight][v * hidden + u] += d * h[u];
                toHidden[u] += d * Weights[WeightNames.HeadWeight][v * hidden + u];
            }
        }

        return logSum - logits[target];
    }

    // Goes through a layer from its last step to its first; gives the derivatives by its inputs, [T][inputs].
    private double[][] Backward(int layer, int[] window, Step[][] layers, double[][] fromAbove, Dictionary<string, double[]> gradients)
    {
        var (wx, wh) = (Weights[WeightNames.Input(layer)], Weights[WeightNames.Recurrent(layer)]);
        var (dwx, dwh, db) = (gradients[WeightNames.Input(layer)], gradients[WeightNames.Recurrent(layer)], gradients[WeightNames.Bias(layer)]);
        var toInputs = new double[window.Length][];
        var (dhNext, dcNext) = (new double[hidden], new double[hidden]);
        for (var t = window.Length - 1; t >= 0; t--)
        {
            var step = layers[layer][t];
            var before = t > 0 ? layers[layer][t - 1] : new Step([], new double[hidden], new double[hidden]);
            var input = Input(layer, t, window, layers);
            var sums = new double[4 * hidden];                                                 // derivatives by the sums before the gates
            for (var u = 0; u < hidden; u++)
            {
                var (i, f, g, o) = (step.Gates[u], step.Gates[hidden + u], step.Gates[2 * hidden + u], step.Gates[3 * hidden + u]);
                var tanh = Math.Tanh(step.Cell[u]);
                var dh = fromAbove[t][u] + dhNext[u];
                var dc = dcNext[u] + dh * o * (1 - tanh * tanh);
                sums[u] = dc * g * i * (1 - i);
                sums[hidden + u] = dc * before.Cell[u] * f * (1 - f);
                sums[2 * hidden + u] = dc * i * (1 - g * g);
                sums[3 * hidden + u] = dh * tanh * o * (1 - o);
                dcNext[u] = dc * f;
            }

            toInputs[t] = new double[input.Length];
            dhNext = new double[hidden];
            for (var row = 0; row < 4 * hidden; row++)
            {
                db[row] += sums[row];
                gradients[WeightNames.SecondBias(layer)][row] += sums[row];
                for (var k = 0; k < input.Length; k++)
                {
                    dwx[row * input.Length + k] += sums[row] * input[k];
                    toInputs[t][k] += sums[row] * wx[row * input.Length + k];
                }

                for (var k = 0; k < hidden; k++)
                {
                    dwh[row * hidden + k] += sums[row] * before.Hidden[k];
                    dhNext[k] += sums[row] * wh[row * hidden + k];
                }
            }
        }

        return toInputs;
    }

    private sealed record Step(double[] Gates, double[] Cell, double[] Hidden);
}
