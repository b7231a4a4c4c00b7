using System.Collections.Concurrent;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Sampling;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;
using Akka.Actor;
using Akka.IO;
using Akka.Streams;
using Akka.Streams.Dsl;
using Polly;
using Polly.Retry;

namespace ActorLstm.Actors.Checkpoints;

/// <summary>
/// The checkpoints that samplers of a node use: those of runs whose folders it reaches are read where they are, others are pulled from
/// the node that trains the run, once for all samplers, checked, and kept until the room is needed. May be used by several threads.
/// </summary>
public sealed class CheckpointCache : ICheckpointPlace, IDisposable
{
    private const int MostRuns = 8;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private readonly Func<string, CheckpointStore> storeOf;
    private readonly string folder;
    private readonly long room;
    private readonly ActorMaterializer materializer;
    private readonly ResiliencePipeline patience;
    private readonly ConcurrentDictionary<CheckpointRef, Lazy<Task>> pulls = [];
    private readonly Lock guard = new();
    private readonly LinkedList<(string RunId, bool IsPulled, ISamplerTools Tools)> tools = [];
    private readonly LinkedList<(string Path, long Bytes)> kept;

    /// <param name="system">The actor system, whose streams carry them.</param>
    /// <param name="storeOf">The checkpoints of a run where this node reaches its folder.</param>
    /// <param name="folder">Where pulled checkpoints are kept.</param>
    /// <param name="room">Bytes that they may take, at least 0: the one pulled last is kept in any case.</param>
    /// <param name="time">Times the retries.</param>
    public CheckpointCache(ActorSystem system, Func<string, CheckpointStore> storeOf, string folder, long room, TimeProvider time)
    {
        this.storeOf = storeOf;
        this.folder = folder;
        this.room = room;
        materializer = system.Materializer();
        patience = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<IOException>().Handle<InvalidDataException>().Handle<AskTimeoutException>(),
            MaxRetryAttempts = 4,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(500),
            UseJitter = true,
        }).Build();
        kept = new(Directory.CreateDirectory(folder).EnumerateDirectories("*", SearchOption.AllDirectories)
            .Where(found => found.EnumerateFiles().Any()).OrderByDescending(found => found.CreationTimeUtc).Select(found => (found.FullName, BytesOf(found.FullName))));
    }

    /// <inheritdoc/>
    public async Task<ISamplerTools> OpenAsync(SampleOrder order, IActorRef orderer, CancellationToken cancellation)
    {
        await Task.Yield(); // Files are read: not by an actor's own thread.
        var checkpoint = order.Jobs[0].Checkpoint;
        var here = storeOf(order.RunId);
        if (Directory.Exists(here.PathOf(checkpoint)))
        {
            return ToolsOf(order, isPulled: false, here);
        }

        var pulled = new CheckpointStore(Path.Combine(folder, order.RunId));
        await PullAsync(orderer, pulled, checkpoint).WaitAsync(cancellation);
        return ToolsOf(order, isPulled: true, pulled);
    }

    /// <inheritdoc/>
    public void Dispose() => materializer.Dispose();

    // Samplers that need the same checkpoint wait for one pull. One that failed is forgotten: the next who needs it tries again.
    private async Task PullAsync(IActorRef orderer, CheckpointStore store, CheckpointRef checkpoint)
    {
        var pull = pulls.GetOrAdd(checkpoint, _ => new Lazy<Task>(() => PullOnceAsync(orderer, store, checkpoint)));
        try
        {
            await pull.Value;
        }
        finally
        {
            pulls.TryRemove(KeyValuePair.Create(checkpoint, pull));
        }
    }

    private async Task PullOnceAsync(IActorRef orderer, CheckpointStore store, CheckpointRef checkpoint)
    {
        if (Directory.Exists(store.PathOf(checkpoint)))
        {
            return;
        }

        try
        {
            await patience.ExecuteAsync(async cancellation => await store.ReceiveAsync(checkpoint, (name, file) => FetchAsync(orderer, checkpoint, name, file), cancellation));
        }
        catch (InvalidDataException fault)
        {
            throw new CheckpointUnusableException(fault.Message, fault); // It came so again and again: so it lies there.
        }

        Keep(store.PathOf(checkpoint));
    }

    private async Task FetchAsync(IActorRef orderer, CheckpointRef checkpoint, string name, string path)
    {
        switch (await orderer.Ask(new SendCheckpointFile(checkpoint, name), AnswerTimeout))
        {
            case ISourceRef<byte[]> file:
                await TakeAsync(file, checkpoint, path);
                break;
            case CheckpointUnusable unusable:
                throw new CheckpointUnusableException(unusable.Reason);
        }
    }

    private async Task TakeAsync(ISourceRef<byte[]> file, CheckpointRef checkpoint, string path)
    {
        try
        {
            var result = await file.Source.Select(ByteString.FromBytes).RunWith(FileIO.ToFile(new FileInfo(path), FileMode.CreateNew), materializer);
            if (!result.WasSuccessful)
            {
                throw result.Error;
            }
        }
        catch (Exception fault)
        {
            throw new IOException($"The checkpoint of epoch {checkpoint.Epoch} came only in part: {fault.Message}", fault);
        }
    }

    // The networks of a few runs stay in memory: all samplers of the node share them.
    private ISamplerTools ToolsOf(SampleOrder order, bool isPulled, CheckpointStore store)
    {
        lock (guard)
        {
            var known = tools.FirstOrDefault(entry => entry.RunId == order.RunId && entry.IsPulled == isPulled);
            if (known.Tools is not null)
            {
                tools.Remove(known);
            }
            else
            {
                var made = new SamplerTools(order.Seed, order.Sampling, store);
                known = (order.RunId, isPulled, isPulled ? new PulledTools(made) : made);
            }

            tools.AddFirst(known);
            while (tools.Count > MostRuns)
            {
                tools.RemoveLast();
            }

            return known.Tools;
        }
    }

    private void Keep(string path)
    {
        lock (guard)
        {
            kept.AddFirst((path, BytesOf(path)));
            while (kept.Count > 1 && kept.Sum(entry => entry.Bytes) > room)
            {
                CheckpointStore.Remove(kept.Last!.Value.Path);
                kept.RemoveLast();
            }
        }
    }

    private static long BytesOf(string path) => new DirectoryInfo(path).EnumerateFiles().Sum(file => file.Length);

    // A copy that was removed, or went bad, says nothing about the checkpoint: the text is asked for again, and pulls another copy.
    private sealed class PulledTools(SamplerTools tools) : ISamplerTools
    {
        public ISampler StartSampler(SampleJob job) => Start(job, () => tools.StartSampler(job));

        public ISamplerGroup StartSamplers(IReadOnlyList<SampleJob> jobs) => Start(jobs[0], () => tools.StartSamplers(jobs));

        private static T Start<T>(SampleJob job, Func<T> start)
        {
            try
            {
                return start();
            }
            catch (CheckpointUnusableException fault)
            {
                throw new IOException($"The copy of the checkpoint of epoch {job.Checkpoint.Epoch} cannot be used any more: {fault.Message}", fault);
            }
        }
    }
}
