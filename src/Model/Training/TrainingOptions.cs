using System.Text.Json.Serialization;

namespace ActorLstm.Model.Training;

/// <summary>How the network is trained: section <c>training</c> of the configuration.</summary>
public sealed record TrainingOptions
{
    /// <summary>Windows of a batch, at least 1; the last batch of an epoch may be smaller and is trained as well.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The rule that turns gradients into steps.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>The learning rate of the first epoch, above 0.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>How the learning rate changes from epoch to epoch.</summary>
    public ScheduleOptions Schedule { get; init; } = new();

    /// <summary>Training ends early after so many epochs in a row without a lower loss; 0 for never.</summary>
    public int EarlyStopping { get; init; }

    /// <summary>Gradients whose common Euclidean norm is above this are scaled down to it; 0 leaves them alone.</summary>
    public double ClipNorm { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Threads of a training step; 0 for all cores. With torch's kernel it changes the rounding, and so belongs to the run's identity.</summary>
    public int Threads { get; init; }

    /// <summary>Threads of a training step on this machine.</summary>
    [JsonIgnore]
    public int ThreadsHere => Threads == 0 ? Environment.ProcessorCount : Threads;

    /// <summary>What computes losses and gradients.</summary>
    public KernelKind Kernel { get; init; } = KernelKind.Auto;
}

/// <summary>An optimizer and its constants; the defaults are Keras's.</summary>
public sealed record OptimizerOptions
{
    /// <summary>The rule.</summary>
    public OptimizerKind Kind { get; init; } = OptimizerKind.RmsProp;

    /// <summary>RMSprop: how slowly the mean square forgets, from 0 to below 1.</summary>
    public double Rho { get; init; } = 0.9;

    /// <summary>SGD: the share of the last step that is repeated, from 0 to below 1.</summary>
    public double Momentum { get; init; }

    /// <summary>Adam: how slowly the mean forgets, from 0 to below 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Adam: how slowly the mean square forgets, from 0 to below 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>RMSprop and Adam: added to the root so that nothing is divided by zero, above 0.</summary>
    public double Epsilon { get; init; } = 1e-7;
}

/// <summary>A rule that turns gradients into steps.</summary>
public enum OptimizerKind
{
    /// <summary>Divides by a running root mean square (Tieleman and Hinton 2012), as in the book.</summary>
    [JsonStringEnumMemberName("rmsprop")]
    RmsProp,

    /// <summary>Running mean over running root mean square, bias-corrected (Kingma and Ba 2015).</summary>
    Adam,

    /// <summary>Plain gradient descent, with momentum if asked for.</summary>
    Sgd,
}

/// <summary>How the learning rate changes from epoch to epoch.</summary>
public sealed record ScheduleOptions
{
    /// <summary>The rule.</summary>
    public ScheduleKind Kind { get; init; } = ScheduleKind.Constant;

    /// <summary>Exponential: the factor from one epoch to the next; plateau: the factor of each reduction; above 0 and at most 1.</summary>
    public double Decay { get; init; } = 1;

    /// <summary>Cosine: the share of the learning rate that the last epoch has; plateau: the least share; from 0 to 1.</summary>
    public double Floor { get; init; }

    /// <summary>Plateau: epochs in a row without a lower loss before the rate is reduced, at least 1.</summary>
    public int Patience { get; init; } = 2;

    /// <summary>The learning rate of an epoch.</summary>
    /// <param name="initial">The learning rate of the first epoch.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="epochs">The epochs of the run.</param>
    /// <param name="reductions">Plateau: how often the rate was reduced before, as <see cref="LearningRates"/> counts.</param>
    public double RateAt(double initial, int epoch, int epochs, int reductions) => Kind switch
    {
        ScheduleKind.Exponential => initial * Math.Pow(Decay, epoch - 1),
        ScheduleKind.Cosine when epochs > 1 =>
            initial * (Floor + (1 - Floor) * 0.5 * (1 + Math.Cos(Math.PI * (epoch - 1) / (epochs - 1)))),
        ScheduleKind.Plateau => initial * Math.Max(Floor, Math.Pow(Decay, reductions)),
        _ => initial,
    };
}

/// <summary>A rule for the learning rate.</summary>
public enum ScheduleKind
{
    /// <summary>The same in every epoch, as in the book.</summary>
    Constant,

    /// <summary>Multiplied by a factor after every epoch.</summary>
    Exponential,

    /// <summary>Multiplied by a factor when the loss has stopped falling, as Keras's ReduceLROnPlateau does.</summary>
    Plateau,

    /// <summary>Half a cosine from the first to the last epoch (Loshchilov and Hutter 2017, without restarts).</summary>
    Cosine,
}

/// <summary>What computes losses and gradients.</summary>
public enum KernelKind
{
    /// <summary>The fused kernel on a CPU where it is the faster one, else torch.</summary>
    Auto,

    /// <summary>This program's own, for CPUs.</summary>
    Fused,

    /// <summary>Torch's LSTM and automatic differentiation.</summary>
    Torch,
}
