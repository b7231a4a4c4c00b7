using System.Text.Json.Serialization;

namespace ActorLstm.Actors.Batches;

/// <summary>A run of a batch, before it begins.</summary>
/// <param name="Number">Its number in the batch, from 1; it never changes, also where the batch is extended.</param>
/// <param name="Identity">The hash of its configuration: what tells whether the batch has it already.</param>
/// <param name="Settings">What distinguishes it from the others: values as they are written, by path.</param>
/// <param name="Epochs">How many epochs it has.</param>
/// <param name="Priority">The higher, the earlier it begins.</param>
public sealed record BatchMember(int Number, string Identity, IReadOnlyDictionary<string, string> Settings, int Epochs, int Priority)
{
    /// <summary>What the run is called, for instance <c>rates-07</c>.</summary>
    /// <param name="batch">What the batch is called.</param>
    public string NameIn(string batch) => $"{batch}-{Number:00}";

    /// <summary>Its settings in one line, for instance <c>hidden 128, learning-rate 0.01</c>.</summary>
    [JsonIgnore]
    public string Title => Settings.Count == 0 ? "as it is" : string.Join(", ", Settings.Select(setting => $"{setting.Key[(setting.Key.LastIndexOf('.') + 1)..]} {setting.Value}"));
}

/// <summary>How a batch deals with its runs: section <c>batch</c> of the configuration.</summary>
public sealed record BatchOptions
{
    /// <summary>How many runs go on at once, at least 1.</summary>
    public int MaxConcurrent { get; init; } = 1;

    /// <summary>How often a run that failed is resumed by itself, at least 0.</summary>
    public int Retries { get; init; }

    /// <summary>What becomes of the others when a run has failed.</summary>
    public BatchFailurePolicy OnFailure { get; init; } = BatchFailurePolicy.Continue;

    /// <summary>Which runs are stopped before their last epoch.</summary>
    public StoppingOptions Stopping { get; init; } = new();
}

/// <summary>What becomes of the other runs of a batch when one has failed.</summary>
public enum BatchFailurePolicy
{
    /// <summary>They go on.</summary>
    Continue,

    /// <summary>They are interrupted, and the batch fails.</summary>
    Stop,
}

/// <summary>Which runs of a batch are stopped before their last epoch: section <c>batch.stopping</c> of the configuration.</summary>
public sealed record StoppingOptions
{
    /// <summary>The rule.</summary>
    public StoppingRule Rule { get; init; } = StoppingRule.None;

    /// <summary>halving and asha: the epoch of the first comparison; median: the first epoch at whose end a run may be stopped; at least 1.</summary>
    public int FirstEpoch { get; init; } = 1;

    /// <summary>halving and asha: one of so many goes on, and trains so many times the epochs; at least 2.</summary>
    public int Factor { get; init; } = 3;

    /// <summary>The epoch after which a run stands still for a comparison; null: it trains to its end.</summary>
    /// <param name="rung">Which comparison, from 0.</param>
    /// <param name="epochs">How many epochs the run has.</param>
    public int? LimitOf(int rung, int epochs)
    {
        var limit = Rule switch
        {
            StoppingRule.None => double.PositiveInfinity,
            StoppingRule.Median => (double)FirstEpoch + rung,
            _ => FirstEpoch * Math.Pow(Factor, rung),
        };
        return limit < epochs ? (int)limit : null;
    }
}

/// <summary>How it is decided which runs of a batch are stopped early.</summary>
public enum StoppingRule
{
    /// <summary>None is.</summary>
    None,

    /// <summary>
    /// Successive halving (Jamieson and Talwalkar, 2016) with synchronous rungs: once all runs have come so far, the best go on. What
    /// it decides depends on the losses alone.
    /// </summary>
    Halving,

    /// <summary>Asynchronous successive halving (Li et al., 2020): a run goes on as soon as it is among the best of those that have come so far.</summary>
    Asha,

    /// <summary>A run is stopped whose best loss is above the median of the others' losses after the same epoch (Golovin et al., 2017).</summary>
    Median,
}
