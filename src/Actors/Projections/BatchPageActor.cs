using System.Text.Json;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Settings;
using Akka.Actor;

namespace ActorLstm.Actors.Projections;

/// <summary>Keeps the page of a batch, <c>batch.json</c>: at most once in a while, because it holds all runs, and at the end.</summary>
public sealed class BatchPageActor : ReceiveActor, IWithTimers
{
    /// <summary>The page, in the batch's folder.</summary>
    public const string FileName = "batch.json";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    private readonly string path;
    private BatchState? unwritten;
    private bool isWaiting;

    /// <param name="folder">The batch's folder.</param>
    public BatchPageActor(string folder)
    {
        path = Path.Combine(folder, FileName);
        Receive<BatchChanged>(changed =>
        {
            if (changed.State.Owner is null)
            {
                return; // Half of a beginning: it says neither whose the batch is nor where its file lies.
            }

            unwritten = changed.State;
            if (!isWaiting)
            {
                WriteAndWait();
            }
        });
        Receive<PaceOver>(_ =>
        {
            isWaiting = false;
            if (unwritten is not null)
            {
                WriteAndWait();
            }
        });
        Receive<WritePage>(page =>
        {
            unwritten = page.State;
            Sender.Tell(new PageWritten(Write()));
        });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to make one.</summary>
    public static Props Props(string folder) => ActorProps.Of(() => new BatchPageActor(folder));

    private void WriteAndWait()
    {
        Write();
        isWaiting = true;
        Timers.StartSingleTimer(nameof(PaceOver), PaceOver.Instance, Pace);
    }

    // What cannot be written now is tried again at the next change, and counts only if it is still so at the end.
    private string? Write()
    {
        try
        {
            TextFile.Replace(path, JsonSerializer.Serialize(BatchDocument.Of(unwritten!), RunJson.Page) + "\n");
            unwritten = null;
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }
    }

    private sealed record PaceOver
    {
        public static PaceOver Instance { get; } = new();
    }
}

/// <summary>Asks for the last page of a batch; answered with <see cref="PageWritten"/>.</summary>
public sealed record WritePage(BatchState State);

/// <summary>The last page of a batch was written, or why not.</summary>
public sealed record PageWritten(string? Failure);
