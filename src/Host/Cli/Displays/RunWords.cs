using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Outputs;
using ActorLstm.Host.Cli.Remote;
using ActorLstm.Host.Configuration;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Cli.Displays;

/// <summary>The words in which a run is shown, the same on a terminal and in a log.</summary>
internal static class RunWords
{
    /// <summary>What is known of the epoch in training.</summary>
    /// <returns>The most important first.</returns>
    public static IReadOnlyList<string> Facts(SliceProgress progress, int epochs) =>
    [
        $"loss {progress.Loss:F4}",
        $"{Duration(TimeLeft(progress, epochs))} left",
        $"{progress.SequencesPerSecond:N0} sequences/s",
    ];

    /// <summary>A trained epoch.</summary>
    public static string Epoch(EpochTrained epoch, int epochs) =>
        $"epoch {epoch.Epoch}/{epochs}  loss {epoch.Loss:F4}{(epoch.ValidationLoss is { } checkedLoss ? $"  validation {checkedLoss:F4}" : "")}  {epoch.SequencesPerSecond:N0} sequences/s  {Duration(TimeSpan.FromSeconds(epoch.Seconds))}";

    /// <summary>The heading of an epoch's samples, as in the book.</summary>
    public static string Seed(int epoch, string seedText) => $"--- epoch {epoch}, seed text: \"{VisibleText.OneLine(seedText).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>The heading of a sample, as in the book.</summary>
    public static string Temperature(double temperature, int replica) =>
        $"------ temperature: {TemperatureOf(temperature)}{(replica > 0 ? $", replica {replica}" : "")}";

    // Two that differ anywhere look different.
    private static string TemperatureOf(double temperature) => SettingsText.Of(temperature) is var exact && exact.All(char.IsAsciiDigit) ? $"{exact}.0" : exact;

    /// <summary>What happened beside the plan; null for what is shown elsewhere.</summary>
    public static string? Trouble(IRunEvent happened) => happened switch
    {
        TrainerReplaced replaced => $"the trainer is begun again from the last checkpoint (attempt {replaced.Attempt}): {replaced.Reason}",
        SamplerReplaced replaced => $"the sampler of {replaced.Key} is begun again (attempt {replaced.Attempt}): {replaced.Reason}",
        TrainingDiverged { Action: DivergencePolicy.Rollback } diverged =>
            $"training diverged: {diverged.Reason}. It goes back to {(diverged.RolledBackTo is { } best ? $"epoch {best.Epoch}" : "the initial weights")}, with {diverged.RateFactor:G3} times the learning rate",
        TrainingDiverged { Action: DivergencePolicy.Continue } diverged => $"training diverged and goes on all the same: {diverged.Reason}",
        CheckpointLost lost => $"a checkpoint is lost and what led to it is trained again: {lost.Reason}",
        CheckpointRestored restored => $"the checkpoint of epoch {restored.By.Epoch} is written again",
        RunPaused => "paused",
        RunContinued => "goes on",
        _ => null,
    };

    /// <summary>What keeps a run from recording what happens.</summary>
    public static string Trouble(JournalFailed failed) => $"the journal cannot be used, it is tried again: {failed.Reason}";

    /// <summary>What has become of the connection to a service.</summary>
    public static string Trouble(ConnectionNotice connection) => connection.IsLost
        ? $"the connection to {connection.Server} is lost, it is tried again; what goes on there does not depend on it"
        : $"connected to {connection.Server} again";

    /// <summary>Where a run goes on.</summary>
    public static string Resumption(RunState state)
    {
        var due = state.MissingSamples.Count;
        return $"resumed{(state.Plan!.SweptEpochs is null ? $" {PlaceOf(state)}" : "")}{(due == 0 ? "" : $", {Counted(due, "sample")} still due")}";
    }

    /// <summary>What there is of a run that is watched from now on.</summary>
    public static string Past(RunState state) => state.Plan!.SweptEpochs is null
        ? $"watched from now on: {state.Epochs.Count} of {Counted(state.Plan.Epochs, "epoch")} and {Counted(state.Samples.Count, "sample")} are there"
        : $"watched from now on: {Counted(state.Samples.Count, "sample")} are there";

    /// <summary>How a run ended.</summary>
    public static string Ending(RunState state)
    {
        var elapsed = state.EndedAt - state.StartedAt ?? TimeSpan.Zero; // Also what it lay interrupted or paused.
        var reason = state.Reason is { } why ? $": {why}" : "";
        var done = state.Plan?.SweptEpochs is null
            ? $"{state.Epochs.Count} of {Counted(state.Plan?.Epochs ?? 0, "epoch")}, {Counted(state.Samples.Count, "sample")}"
            : $"{state.Samples.Count} of {Counted(state.Samples.Count + state.MissingSamples.Count, "sample")}";
        return $"{state.Status.ToString().ToLowerInvariant()} after {done}, {Duration(elapsed)} from start to end{reason}";
    }

    /// <summary>A kernel, as the configuration names it.</summary>
    public static string Of(KernelKind kernel) => kernel.ToString().ToLowerInvariant();

    /// <summary>A number and what it counts.</summary>
    public static string Counted(int count, string what) => $"{count:N0} {what}{(count == 1 ? "" : what == "batch" ? "es" : "s")}";

    /// <summary>A size on the disk.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} bytes",
        < 1_000_000 => $"{bytes / 1e3:F0} KB",
        < 1_000_000_000 => $"{bytes / 1e6:F1} MB",
        _ => $"{bytes / 1e9:F1} GB",
    };

    private static string PlaceOf(RunState state)
    {
        if (!(state with { Status = RunStatus.Running }).NeedsTraining)
        {
            return $"after epoch {state.Epochs.Count} of {state.Plan!.Epochs}";
        }

        var route = TrainingRoute.Of(state);
        var place = route.Start switch
        {
            null => "from its beginning: there is no checkpoint to go on from",
            { Batch: 0 } start => $"after epoch {start.Epoch} of {state.Plan!.Epochs}",
            { } start => $"in epoch {start.Epoch}, after batch {start.Batch}",
        };
        var again = route.Retraced.ToList();
        return again.Count == 0 ? place : $"{place}; what follows up to epoch {again[^1].Epoch} is trained again";
    }

    private static TimeSpan TimeLeft(SliceProgress progress, int epochs)
    {
        var share = (double)progress.Batch / progress.Batches;
        var epoch = share > 0 ? progress.Seconds / share : 0;
        return TimeSpan.FromSeconds(epoch * (1 - share + epochs - progress.Epoch));
    }

    /// <summary>A time, to the unit that matters.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => $"{(int)time.TotalHours} h {time.Minutes:D2} min",
        { TotalMinutes: >= 1 } => $"{time.Minutes} min {time.Seconds:D2} s",
        _ => $"{time.TotalSeconds:F0} s",
    };
}
