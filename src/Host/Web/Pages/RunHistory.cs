using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Configuration;

namespace ActorLstm.Host.Web.Pages;

/// <summary>What happened in a run, in the words of the console.</summary>
internal static class RunHistory
{
    /// <summary>What an event means; null for what is shown elsewhere.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="after">The run after it.</param>
    public static string? Words(IRunEvent happened, RunState after) => happened switch
    {
        RunStarted => "started",
        RunResumed => RunWords.Resumption(after),
        EpochTrained epoch => RunWords.Epoch(epoch, after.Plan!.Epochs),
        CheckpointAdopted adopted => $"the checkpoint of epoch {adopted.Checkpoint.Epoch} is taken over",
        RunEnded => RunWords.Ending(after),
        _ => RunWords.Trouble(happened),
    };

    /// <summary>What stands above a text.</summary>
    public static string Heading(SampleKey key) => $"temperature {SettingsText.Of(key.Temperature)}{(key.Replica > 0 ? $", replica {key.Replica}" : "")}";
}
