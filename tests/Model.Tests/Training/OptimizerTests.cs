using ActorLstm.Model.Networks;
using ActorLstm.Model.Randomness;
using ActorLstm.Model.Training;
using AwesomeAssertions;
using Xunit;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace ActorLstm.Model.Tests.Training;

/// <summary>Several steps of each rule against the same rule written out for one number in double precision.</summary>
public sealed class OptimizerTests : IDisposable
{
    private const int Count = 5;
    private const double Rate = 0.02;
    private static readonly double[] Start = [0.5, -1, 2, 0, 1e-3];
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Rmsprop_divides_by_the_root_of_a_running_mean_square()
    {
        var meanSquare = new double[Count];
        Compare(new OptimizerOptions { Rho = 0.8, Epsilon = 1e-4 }, (i, weight, gradient, _) =>
        {
            meanSquare[i] = 0.8 * meanSquare[i] + 0.2 * gradient * gradient;
            return weight - Rate * gradient / (Math.Sqrt(meanSquare[i]) + 1e-4);
        });
    }

    [Fact]
    public void Adam_corrects_its_running_means_for_their_beginning_at_zero()
    {
        var (mean, meanSquare) = (new double[Count], new double[Count]);
        Compare(new OptimizerOptions { Kind = OptimizerKind.Adam, Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-5 }, (i, weight, gradient, step) =>
        {
            mean[i] = 0.8 * mean[i] + 0.2 * gradient;
            meanSquare[i] = 0.95 * meanSquare[i] + 0.05 * gradient * gradient;
            var rate = Rate * Math.Sqrt(1 - Math.Pow(0.95, step)) / (1 - Math.Pow(0.8, step));
            return weight - rate * mean[i] / (Math.Sqrt(meanSquare[i]) + 1e-5);
        });
    }

    [Fact]
    public void Sgd_follows_the_gradient() =>
        Compare(new OptimizerOptions { Kind = OptimizerKind.Sgd }, (_, weight, gradient, _) => weight - Rate * gradient);

    [Fact]
    public void Sgd_with_momentum_repeats_a_share_of_its_last_step()
    {
        var velocity = new double[Count];
        Compare(new OptimizerOptions { Kind = OptimizerKind.Sgd, Momentum = 0.7 }, (i, weight, gradient, _) =>
        {
            velocity[i] = 0.7 * velocity[i] - Rate * gradient;
            return weight + velocity[i];
        });
    }

    [Fact]
    public void The_constants_are_keras_s()
    {
        var options = new OptimizerOptions();
        options.Should().Be(new OptimizerOptions { Kind = OptimizerKind.RmsProp, Rho = 0.9, Epsilon = 1e-7, Beta1 = 0.9, Beta2 = 0.999, Momentum = 0 });
        new TrainingOptions().Should().Match<TrainingOptions>(training => training.LearningRate == 0.01 && training.BatchSize == 128 && training.ClipNorm == 0);
    }

    [Fact]
    public void Rmsprop_is_torch_s_with_the_constants_of_keras()
    {
        var (ours, theirs) = (Weight(ScalarType.Float32), Weight(ScalarType.Float32));
        using var optimizer = Optimizer.Of(new OptimizerOptions(), [("w", ours)]);
        using var expected = optim.RMSProp([theirs], lr: 0.01, alpha: 0.9, eps: 1e-7);
        foreach (var gradient in Gradients(20))
        {
            SetGradient(ours, gradient);
            optimizer.Step(0.01);
            SetGradient(theirs, gradient);
            expected.step();
            ours.ToNamed("w").Values.Should().Equal(theirs.ToNamed("w").Values);
        }
    }

    [Theory]
    [InlineData(OptimizerKind.RmsProp, 0, new[] { "w.mean_square" })]
    [InlineData(OptimizerKind.Adam, 0, new[] { "w.mean", "w.mean_square" })]
    [InlineData(OptimizerKind.Sgd, 0, new string[0])]
    [InlineData(OptimizerKind.Sgd, 0.9, new[] { "w.velocity" })]
    public void A_restored_state_takes_the_same_steps(OptimizerKind kind, double momentum, string[] names)
    {
        var options = new OptimizerOptions { Kind = kind, Momentum = momentum };
        var straight = Weight(ScalarType.Float32);
        using var first = Optimizer.Of(options, [("w", straight)]);
        Steps(first, straight, Gradients(3));
        var saved = first.Save();
        saved.Select(tensor => tensor.Name).Should().Equal(names);

        var resumed = new Parameter(straight.detach().clone());
        using var second = Optimizer.Of(options, [("w", resumed)]);
        second.Restore(saved, first.Steps);
        second.Steps.Should().Be(3);
        Steps(first, straight, Gradients(5));
        Steps(second, resumed, Gradients(5));
        resumed.ToNamed("w").Values.Should().Equal(straight.ToNamed("w").Values);
    }

    [Theory]
    [InlineData(OptimizerKind.RmsProp, 0, OptimizerKind.Adam, 0)]
    [InlineData(OptimizerKind.Adam, 0, OptimizerKind.RmsProp, 0)]
    [InlineData(OptimizerKind.RmsProp, 0, OptimizerKind.Sgd, 0)]
    [InlineData(OptimizerKind.Sgd, 0.9, OptimizerKind.Sgd, 0)]
    [InlineData(OptimizerKind.Sgd, 0, OptimizerKind.Sgd, 0.9)]
    public void The_state_of_another_rule_is_refused(OptimizerKind from, double fromMomentum, OptimizerKind to, double toMomentum)
    {
        using var one = Optimizer.Of(new OptimizerOptions { Kind = from, Momentum = fromMomentum }, [("w", Weight(ScalarType.Float32))]);
        using var other = Optimizer.Of(new OptimizerOptions { Kind = to, Momentum = toMomentum }, [("w", Weight(ScalarType.Float32))]);
        var restore = () => other.Restore(one.Save(), 3);
        restore.Should().Throw<InvalidInputException>().WithMessage("*w.*");
        other.Steps.Should().Be(0);
    }

    [Theory]
    [InlineData(OptimizerKind.RmsProp)]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.Sgd)]
    public void Steps_are_the_same_while_garbage_is_collected_all_the_time(OptimizerKind kind)
    {
        const int Steps = 20_000;
        var undisturbed = Walk(kind, Steps);
        using var ended = new CancellationTokenSource();
        var collectors = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            while (!ended.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        })).ToList();
        collectors.ForEach(collector => collector.Start());
        try
        {
            Walk(kind, Steps).Should().Equal(undisturbed);
        }
        finally
        {
            ended.Cancel();
            collectors.ForEach(collector => collector.Join());
        }
    }

    private static float[] Walk(OptimizerKind kind, int steps)
    {
        using var own = NewDisposeScope();
        using var weight = new Parameter(tensor(Start, ScalarType.Float32));
        using var optimizer = Optimizer.Of(new OptimizerOptions { Kind = kind, Momentum = 0.5 }, [("weight", weight)]);
        using var gradient = tensor(Start, ScalarType.Float32);
        weight.grad = gradient;
        for (var step = 0; step < steps; step++)
        {
            optimizer.Step(Rate * 1e-3);
        }

        return [.. weight.detach().data<float>()];
    }

    private static void Compare(OptimizerOptions options, Func<int, double, double, int, double> rule)
    {
        var weight = Weight(ScalarType.Float64);
        using var optimizer = Optimizer.Of(options, [("w", weight)]);
        var expected = Start.ToArray();
        var step = 0;
        foreach (var gradient in Gradients(10))
        {
            step++;
            SetGradient(weight, gradient);
            optimizer.Step(Rate);
            for (var i = 0; i < Count; i++)
            {
                expected[i] = rule(i, expected[i], gradient[i], step);
            }

            weight.detach().data<double>().ToArray().Zip(expected).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-12);
        }

        optimizer.Steps.Should().Be(10);
    }

    private static void Steps(Optimizer optimizer, Parameter weight, IEnumerable<double[]> gradients)
    {
        foreach (var gradient in gradients)
        {
            SetGradient(weight, gradient);
            optimizer.Step(Rate);
        }
    }

    private static Parameter Weight(ScalarType type) => new(tensor(Start, type));

    private static void SetGradient(Parameter weight, double[] gradient)
    {
        weight.grad?.zero_();
        (weight * tensor(gradient, weight.dtype)).sum().backward();
    }

    private static List<double[]> Gradients(int count)
    {
        var random = RandomStream.At(new RandomAddress(count, "gradients"));
        return Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Count).Select(_ => random.NextNormal()).ToArray()).ToList();
    }
}
