using System.Text;
using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Serialization;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Service.Events;

/// <summary>Something that happened in a run or a batch, as it is told to those who watch. It is written once, however many watch.</summary>
/// <param name="Number">Its number among the recorded events of what is watched, from 1; null for what is not recorded there.</param>
/// <param name="Text">What there is to say of it: a server-sent event, in UTF-8.</param>
internal sealed record EventLine(long? Number, byte[] Text)
{
    private byte[]? recorded;

    /// <summary>The event; null for what is not recorded anywhere.</summary>
    public object? Happened { get; init; }

    /// <summary>How training stands; null for an event.</summary>
    public SliceProgress? Progress { get; private init; }

    /// <summary>Which run of a batch it happened in, and its number among the events of that; null where a run is watched, or it happened to the batch itself.</summary>
    public MemberPosition? Member { get; init; }

    /// <summary>The same for programs that make the run or the batch of its events: an event as the journal keeps it.</summary>
    public byte[] Recorded => recorded ??= Happened is null ? Text : Told(Number, Member is null ? Manifest : $"{Member.Number}/{Member.Event}/{Manifest}", RunPayload.Write(Happened));

    /// <summary>The line that says nothing: the watcher sees by it that the service is there.</summary>
    public static EventLine Alive { get; } = new(null, Told(null, "alive", "{}"u8));

    /// <summary>The line after everything that had happened before the watch began.</summary>
    public static EventLine Present { get; } = new(null, Told(null, "present", "{}"u8));

    private string Manifest => RunPayload.ManifestOf(Happened!);

    /// <summary>A line of a document.</summary>
    /// <param name="number">Its number among the recorded events of what is watched, from 1; null for what is not recorded there.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="document">What there is to say of it.</param>
    public static EventLine Of(long? number, string kind, object document) => new(number, Told(number, kind, JsonSerializer.SerializeToUtf8Bytes(document, RunJson.Line)));

    /// <summary>The last line for a watcher: nothing works on it any more, so that nothing more happens in it unless it is resumed.</summary>
    /// <param name="kind">What was watched: run_left or batch_left.</param>
    /// <param name="status">What has become of it.</param>
    /// <param name="reason">Why.</param>
    public static EventLine Left(string kind, RunStatus status, string? reason) => Of(null, kind, new Left(status, reason));

    /// <summary>The line of how training stands.</summary>
    public static EventLine Of(SliceProgress slice) => Of(null, "progress", slice) with { Progress = slice };

    // JSON has no line breaks of its own here.
    private static byte[] Told(long? number, string kind, ReadOnlySpan<byte> json) =>
        [.. Encoding.UTF8.GetBytes($"{(number is null ? "" : $"id: {number}\n")}event: {kind}\ndata: "), .. json, .. "\n\n"u8];
}

/// <summary>A run or a batch that nothing works on any more.</summary>
/// <param name="Status">What has become of it.</param>
/// <param name="Reason">Why.</param>
internal sealed record Left(RunStatus Status, string? Reason);

/// <summary>A place among the events of a run of a batch.</summary>
/// <param name="Number">The run's number in the batch.</param>
/// <param name="Event">The number of the event in the run.</param>
internal sealed record MemberPosition(int Number, long Event);
