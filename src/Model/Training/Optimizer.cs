using ActorLstm.Model.Networks;
using TorchSharp;
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
    private readonly List<Scalar> constants = [];
    private readonly Scalar one;

    /// <param name="weights">The weights to train.</param>
    protected Optimizer(IReadOnlyList<(string Name, Parameter Value)> weights)
    {
        this.weights = weights;
        one = Constant(1);
    }

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
        using Scalar rate = -RateOf(learningRate);
        for (var i = 0; i < weights.Count; i++)
        {
            Update(i, weights[i].Value, weights[i].Value.grad!, rate);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        state.ForEach(tensor => tensor.Value.Dispose());
        constants.ForEach(constant => constant.Dispose());
        GC.SuppressFinalize(this);
    }

    /// <summary>The size of this step.</summary>
    protected virtual double RateOf(double learningRate) => learningRate;

    /// <summary>One weight's step.</summary>
    /// <param name="index">Which weight.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="gradient">The loss's gradient by it.</param>
    /// <param name="rate">The step's size, below zero: downhill.</param>
    protected abstract void Update(int index, Tensor weight, Tensor gradient, Scalar rate);

    /// <summary>
    /// A number for torch, which lives as long as the optimizer. One that is made in the call itself is garbage as soon as torch has been given its address:
    /// a collection at that moment frees it, and torch reads whatever is there by then. The same is true of the factor that TorchSharp fills in where a sum is
    /// given none.
    /// </summary>
    protected Scalar Constant(double value)
    {
        constants.Add(value);
        return constants[^1];
    }

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
        private readonly Scalar keep;
        private readonly Scalar take;
        private readonly Scalar epsilon;
        private readonly IReadOnlyList<Tensor> meanSquares;

        public RmsProp(OptimizerOptions options, IReadOnlyList<(string Name, Parameter Value)> weights) : base(weights)
        {
            (keep, take, epsilon) = (Constant(options.Rho), Constant(1 - options.Rho), Constant(options.Epsilon));
            meanSquares = Zeros("mean_square");
        }

        protected override void Update(int index, Tensor weight, Tensor gradient, Scalar rate)
        {
            var meanSquare = meanSquares[index];
            meanSquare.mul_(keep).addcmul_(gradient, gradient, take);
            weight.addcdiv_(gradient, meanSquare.sqrt().add_(epsilon, one), rate);
        }
    }

    // m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;  w -= rate sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + epsilon)
    private sealed class Adam : Optimizer
    {
        private readonly OptimizerOptions options;
        private readonly Scalar keep;
        private readonly Scalar take;
        private readonly Scalar keepSquare;
        private readonly Scalar takeSquare;
        private readonly Scalar epsilon;
        private readonly IReadOnlyList<Tensor> means;
        private readonly IReadOnlyList<Tensor> meanSquares;

        public Adam(OptimizerOptions options, IReadOnlyList<(string Name, Parameter Value)> weights) : base(weights)
        {
            this.options = options;
            (keep, take) = (Constant(options.Beta1), Constant(1 - options.Beta1));
            (keepSquare, takeSquare) = (Constant(options.Beta2), Constant(1 - options.Beta2));
            epsilon = Constant(options.Epsilon);
            means = Zeros("mean");
            meanSquares = Zeros("mean_square");
        }

        protected override double RateOf(double learningRate) => learningRate * Math.Sqrt(1 - Math.Pow(options.Beta2, Steps)) / (1 - Math.Pow(options.Beta1, Steps));

        protected override void Update(int index, Tensor weight, Tensor gradient, Scalar rate)
        {
            var (mean, meanSquare) = (means[index], meanSquares[index]);
            mean.mul_(keep).add_(gradient, take);
            meanSquare.mul_(keepSquare).addcmul_(gradient, gradient, takeSquare);
            weight.addcdiv_(mean, meanSquare.sqrt().add_(epsilon, one), rate);
        }
    }

    // u = momentum u - rate g;  w += u
    private sealed class Sgd : Optimizer
    {
        private readonly Scalar momentum;
        private readonly IReadOnlyList<Tensor> velocities;

        public Sgd(OptimizerOptions options, IReadOnlyList<(string Name, Parameter Value)> weights) : base(weights)
        {
            momentum = Constant(options.Momentum);
            velocities = options.Momentum > 0 ? Zeros("velocity") : [];
        }

        protected override void Update(int index, Tensor weight, Tensor gradient, Scalar rate)
        {
            if (velocities.Count == 0)
            {
                weight.add_(gradient, rate);
                return;
            }

            velocities[index].mul_(momentum).add_(gradient, rate);
            weight.add_(velocities[index], one);
        }
    }
}
