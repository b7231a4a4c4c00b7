using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Service;

/// <summary>Something that happened in a run, as it is told to those who watch.</summary>
/// <param name="Number">Its number among the events of the run, from 1; null for what is not recorded.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Json">What there is to say of it, one line of JSON.</param>
/// <param name="Happened">The event; null for what is not recorded.</param>
internal sealed record RunEventLine(long? Number, string Kind, string Json, IRunEvent? Happened)
{
    /// <summary>How training stands; null for an event.</summary>
    public SliceProgress? Progress { get; private init; }

    /// <summary>The line of an event.</summary>
    /// <param name="number">Its number among the events of the run, from 1.</param>
    /// <param name="happened">The event.</param>
    /// <param name="after">The run after it.</param>
    public static RunEventLine Of(long number, IRunEvent happened, RunState after)
    {
        var (kind, document) = RunEventDocument.Of(happened, after);
        return new RunEventLine(number, kind, JsonSerializer.Serialize(document, RunJson.Line), happened);
    }

    /// <summary>The line that says nothing: the watcher sees by it that the service is there.</summary>
    public static RunEventLine Alive { get; } = new(null, "alive", "{}", null);

    /// <summary>The last line for a watcher: nothing works on the run any more, so that nothing more happens in it unless it is resumed.</summary>
    /// <param name="status">What has become of it.</param>
    /// <param name="reason">Why.</param>
    public static RunEventLine Left(RunStatus status, string? reason) => new(null, "run_left", JsonSerializer.Serialize(new RunLeft(status, reason), RunJson.Line), null);

    /// <summary>The line of how training stands.</summary>
    public static RunEventLine Of(SliceProgress slice) => new(null, "progress", JsonSerializer.Serialize(slice, RunJson.Line), null) { Progress = slice };
}

/// <summary>A run that nothing works on any more.</summary>
/// <param name="Status">What has become of it.</param>
/// <param name="Reason">Why.</param>
internal sealed record RunLeft(RunStatus Status, string? Reason);
