using Akka.Actor;
using Akka.Pattern;
using ActorLstm.Actors.Settings;

namespace ActorLstm.Actors.Runs;

/// <summary>
/// Begins a coordinator again that could not write its journal, or read it: a persistent actor stops then, because nobody knows
/// what was written. It reads the journal back and goes on. After so many times in a row without an event in between, the
/// supervisor stops as well, and the run is left as its journal has it.
/// </summary>
public static class RunSupervisor
{
    private const double Jitter = 0.2;

    /// <summary>How to make one.</summary>
    /// <param name="coordinator">The coordinator.</param>
    /// <param name="settings">How often and how patiently.</param>
    public static Props Props(Props coordinator, RunSettings settings) => BackoffSupervisor.Props(
        Backoff.OnStop(coordinator, "coordinator", settings.ShortestBackoff, settings.LongestBackoff, Jitter, settings.JournalRetries)
            .WithManualReset()
            .WithDefaultStoppingStrategy());
}
