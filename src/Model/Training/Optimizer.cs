using ActorLstm.Model.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ActorLstm.Model.Training;

/// <summary>
/// Turns gradients into steps, by Keras's formulas and constants. The state is tensors under the weights' names, so that a
/// checkpoint holds all of it and a resumed run takes the same steps.
/// </summary>
public abstract class Optimizer : IDisposable
{
    private readonly IReadOnlyList<(string Name, Parameter Value)> weights;
    private readonly List<(string Name, Tensor Value)> state = [];

    /// <param name="weights">The weights to train.</param>
    protected Optimizer(IReadOnlyList<(string Name, Parameter Value)> weights) => this.weights = weights;

    /// <summary>Steps taken so far.</summary>
    public long Steps { get; private set; }

    /// <summary>The optimizer that the options name, with a state of zeros.</summary>
    public static Optimizer Of(OptimizerOptions options, IReadOnlyList<(string Name, Parameter Value)> weights) => options.Kind switch
    {
        OptimizerKind.Adam => new Adam(options, weights),
        OptimizerKind.Sgd => new Sgd(options, weights),
        _ => new RmsProp(options, weights),
    };

    /// <summary>The state as a checkpoint holds it, in a fixed order.</summary>
    public IReadOnlyList<NamedTensor> Save() => [.. state.Select(tensor => tensor.Value.ToNamed(tensor.Name))];

    /// <summary>Goes on from a state that was saved.</summary>
    /// <exception cref="InvalidInputException">It belongs to another optimizer or network.</exception>
    public void Restore(IEnumerable<NamedTensor> saved, long steps)
    {
        var reader = new WeightReader(saved);
        List<(Tensor Value, float[] Numbers)> read;
        try
        {
            read = [.. state.Select(tensor => (tensor.Value, reader.Read(tensor.Name, tensor.Value.shape)))];
            reader.RequireAllRead();
        }
        catch (InvalidInputException fault)
        {
            throw new InvalidInputException($"The saved state of the optimizer is not that of this optimizer and network: {fault.Message}", fault);
        }

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (value, numbers) in read)
        {
            value.copy_(tensor(numbers, value.shape));
        }

        Steps = steps;
    }

    /// <summary>Takes one step along the gradients that the weights have now.</summary>
    /// <param name="learningRate">The step's size.</param>
    public void Step(double learningRate)
    {
        Steps++;
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        for (var i = 0; i < weights.Count; i++)
        {
            Update(i, weights[i].Value, weights[i].Value.grad!, learningRate);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        state.ForEach(tensor => tensor.Value.Dispose());
        GC.SuppressFinalize(this);
    }

    /// <summary>One weight's step.</summary>
    protected abstract void Update(int index, Tensor weight, Tensor gradient, double learningRate);

    /// <summary>A tensor of zeros for each weight, under the weight's name and a suffix.</summary>
    protected IReadOnlyList<Tensor> Zeros(string suffix)
    {
        using var _ = no_grad();
        var zeros = weights.Select(weight => (Name: $"{weight.Name}.{suffix}", Value: zeros_like(weight.Value).DetachFromDisposeScope())).ToList();
        state.AddRange(zeros);
        return [.. zeros.Select(tensor => tensor.Value)];
    }

    // v = rho v + (1 - rho) g^2;  w -= rate g / (sqrt(v) + epsilon)
    private sealed class RmsProp : Optimizer
    {
        private readonly OptimizerOptions options;
        private readonly IReadOnlyList<Tensor> meanSquares;

        public RmsProp(OptimizerOptions options, IReadOnlyList<(string Name, Parameter Value)> weights) : base(weights)
        {
            this.options = options;
            meanSquares = Zeros("mean_square");
        }

        protected override void Update(int index, Tensor weight, Tensor gradient, double learningRate)
        {
            var meanSquare = meanSquares[index];
            meanSquare.mul_(options.Rho).addcmul_(gradient, gradient, 1 - options.Rho);
            weight.addcdiv_(gradient, meanSquare.sqrt().add_(options.Epsilon), -learningRate);
        }
    }

    // m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;  w -= rate sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + epsilon)
    private sealed class Adam : Optimizer
    {
        private readonly OptimizerOptions options;
        private readonly IReadOnlyList<Tensor> means;
        private readonly IReadOnlyList<Tensor> meanSquares;

        public Adam(OptimizerOptions options, IReadOnlyList<(string Name, Parameter Value)> weights) : base(weights)
        {
            this.options = options;
            means = Zeros("mean");
            meanSquares = Zeros("mean_square");
        }

        protected override void Update(int index, Tensor weight, Tensor gradient, double learningRate)
        {
            var (mean, meanSquare) = (means[index], meanSquares[index]);
            mean.mul_(options.Beta1).add_(gradient, 1 - options.Beta1);
            meanSquare.mul_(options.Beta2).addcmul_(gradient, gradient, 1 - options.Beta2);
            var rate = learningRate * Math.Sqrt(1 - Math.Pow(options.Beta2, Steps)) / (1 - Math.Pow(options.Beta1, Steps));
            weight.addcdiv_(mean, meanSquare.sqrt().add_(options.Epsilon), -rate);
        }
    }

    // u = momentum u - rate g;  w += u
    private sealed class Sgd : Optimizer
    {
        private readonly OptimizerOptions options;
        private readonly IReadOnlyList<Tensor> velocities;

        public Sgd(OptimizerOptions options, IReadOnlyList<(string Name, Parameter Value)> weights) : base(weights)
        {
            this.options = options;
            velocities = options.Momentum > 0 ? Zeros("velocity") : [];
        }

        protected override void Update(int index, Tensor weight, Tensor gradient, double learningRate)
        {
            if (velocities.Count == 0)
            {
                weight.add_(gradient, -learningRate);
                return;
            }

            velocities[index].mul_(options.Momentum).add_(gradient, -learningRate);
            weight.add_(velocities[index]);
        }
    }
}
