using System.Text;
using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Serialization;
using ActorLstm.Host.Runs;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Service;

/// <summary>Something that happened in a run, as it is told to those who watch. It is written once, however many watch.</summary>
/// <param name="Number">Its number among the events of the run, from 1; null for what is not recorded.</param>
/// <param name="Text">What there is to say of it: a server-sent event, in UTF-8.</param>
/// <param name="Happened">The event; null for what is not recorded.</param>
internal sealed record RunEventLine(long? Number, byte[] Text, IRunEvent? Happened)
{
    private byte[]? recorded;

    /// <summary>How training stands; null for an event.</summary>
    public SliceProgress? Progress { get; private init; }

    /// <summary>The same for programs that make the run of its events: an event as the journal keeps it.</summary>
    public byte[] Recorded => recorded ??= Happened is null ? Text : Told(Number, RunPayload.ManifestOf(Happened), RunPayload.Write(Happened));

    /// <summary>The line of an event.</summary>
    /// <param name="number">Its number among the events of the run, from 1.</param>
    /// <param name="happened">The event.</param>
    /// <param name="after">The run after it.</param>
    public static RunEventLine Of(long number, IRunEvent happened, RunState after)
    {
        var (kind, document) = RunEventDocument.Of(happened, after);
        return new RunEventLine(number, Told(number, kind, Json(document)), happened);
    }

    /// <summary>The line that says nothing: the watcher sees by it that the service is there.</summary>
    public static RunEventLine Alive { get; } = new(null, Told(null, "alive", "{}"u8), null);

    /// <summary>The last line for a watcher: nothing works on the run any more, so that nothing more happens in it unless it is resumed.</summary>
    /// <param name="status">What has become of it.</param>
    /// <param name="reason">Why.</param>
    public static RunEventLine Left(RunStatus status, string? reason) => new(null, Told(null, "run_left", Json(new RunLeft(status, reason))), null);

    /// <summary>The line of how training stands.</summary>
    public static RunEventLine Of(SliceProgress slice) => new(null, Told(null, "progress", Json(slice)), null) { Progress = slice };

    // JSON has no line breaks of its own here.
    private static byte[] Told(long? number, string kind, ReadOnlySpan<byte> json) =>
        [.. Encoding.UTF8.GetBytes($"{(number is null ? "" : $"id: {number}\n")}event: {kind}\ndata: "), .. json, .. "\n\n"u8];

    private static byte[] Json(object document) => JsonSerializer.SerializeToUtf8Bytes(document, RunJson.Line);
}

/// <summary>A run that nothing works on any more.</summary>
/// <param name="Status">What has become of it.</param>
/// <param name="Reason">Why.</param>
internal sealed record RunLeft(RunStatus Status, string? Reason);
