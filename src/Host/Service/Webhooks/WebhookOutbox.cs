using System.Text.Json;
using System.Threading.Channels;
using ActorLstm.Actors.Projections;
using ActorLstm.Host.Runs;
using Serilog;

namespace ActorLstm.Host.Service.Webhooks;

/// <summary>
/// What is to be told of runs that have ended, until it was: a file each, so that nothing is lost where the service ends before it told it.
/// A run that has not ended yet has a mark here, from which its end is found where the service was not there to see it.
/// What cannot be written is logged, and keeps no run from going on. May be used by several threads.
/// </summary>
/// <param name="folder">Its folder; made when it is needed.</param>
/// <param name="options">What is told.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where log events go.</param>
internal sealed class WebhookOutbox(string folder, WebhookOptions options, TimeProvider time, ILogger log)
{
    private const string MarkSuffix = ".awaited";
    private const string MessageSuffix = ".json";

    private readonly Channel<WebhookMessage> messages = Channel.CreateUnbounded<WebhookMessage>();
    private int waiting;

    /// <summary>How many messages were not told yet.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>The messages: those that lay here, then those that come.</summary>
    public IAsyncEnumerable<WebhookMessage> ReadAsync(CancellationToken cancellation) => messages.Reader.ReadAllAsync(cancellation);

    /// <summary>Takes up what an earlier service left: messages that were not told, and runs that ended without it.</summary>
    /// <param name="runs">Where runs are kept.</param>
    public void TakeUp(RunStore runs)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(folder, $"*{MessageSuffix}").Order(StringComparer.Ordinal).ToList())
        {
            TakeUp(file);
        }

        foreach (var mark in Directory.EnumerateFiles(folder, $"*{MarkSuffix}").ToList())
        {
            var id = Path.GetFileNameWithoutExtension(mark);
            var run = Path.Combine(runs.Root, id);
            if (!Directory.Exists(run))
            {
                Try(id, () => File.Delete(mark));
                continue;
            }

            Hear(EndedRun.Of(StoredRun.Read(run), time.GetUtcNow()));
        }
    }

    /// <summary>The end of a run is to be told, when it comes.</summary>
    public void Await(string run) => Try(run, () =>
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(MarkOf(run), "");
    });

    /// <summary>The service looks after a run no more. One that has not ended stays awaited.</summary>
    public void Hear(EndedRun run)
    {
        if (!WebhookOptions.Ends.Contains(run.Status))
        {
            return;
        }

        Try(run.Id, () =>
        {
            if (options.On.Contains(run.Status))
            {
                var message = new WebhookMessage($"msg_{run.Id}_{run.EndedAt.ToUnixTimeMilliseconds()}", run.Id, JsonSerializer.Serialize(run, RunJson.Line));
                var file = FileOf(message);
                var isKnown = File.Exists(file);
                TextFile.Replace(file, JsonSerializer.Serialize(message, RunJson.Line));
                if (!isKnown)
                {
                    Add(message);
                }
            }

            File.Delete(MarkOf(run.Id));
        });
    }

    /// <summary>A message was told.</summary>
    public void Remove(WebhookMessage message)
    {
        Interlocked.Decrement(ref waiting);
        Try(message.Run, () => File.Delete(FileOf(message)));
    }

    private void TakeUp(string file)
    {
        try
        {
            Add(JsonSerializer.Deserialize<WebhookMessage>(File.ReadAllBytes(file), RunJson.Line) ?? throw new JsonException("It is empty."));
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            log.Error("A message to the webhook cannot be read and is left where it is, {File}: {Reason}", file, fault.Message);
        }
    }

    private void Add(WebhookMessage message)
    {
        Interlocked.Increment(ref waiting);
        messages.Writer.TryWrite(message);
    }

    private void Try(string run, Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.ForContext("RunId", run).Error("The webhook may not be told of the end of the run: {Reason}", fault.Message);
        }
    }

    private string MarkOf(string run) => Path.Combine(folder, run + MarkSuffix);

    private string FileOf(WebhookMessage message) => Path.Combine(folder, message.Id + MessageSuffix);
}
