using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;
using ActorLstm.Model.Training;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Core;

namespace ActorLstm.Host.Bench;

/// <summary>What the program costs beside the work: runs and samplers that do nothing, with their journal and their files.</summary>
internal static class RunnerBench
{
    private const double RayMillisecondsPerRun = 9;  // Ray Tune documentation, "Scalability benchmarks": 10,000 trials with bookkeeping, 715 s at 16 at a time.
    private const double RayActorsPerSecond = 389;   // Ray documentation, "Benchmarks": actors created and called a second.
    private const int AtOnce = 64;

    /// <summary>The rows that it gives.</summary>
    public static IReadOnlyList<string> Rows { get; } = ["run_cost", "sampler_rate"];

    /// <summary>Measures both.</summary>
    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(BenchScope scope, CancellationToken cancellation)
    {
        var runs = scope.Quick ? 2_000 : 10_000;
        var samples = scope.Quick ? 2_000 : 10_000;
        await TimeAsync(scope, "warm-up", 2 * AtOnce, Plan(texts: 8), cancellation); // What is measured is runs, not the compilation of the program.
        scope.Say($"{runs:N0} runs that do nothing");
        var runSeconds = await TimeAsync(scope, "runs", runs, Plan(texts: 0), cancellation);
        scope.Say($"{samples:N0} samplers that do nothing");
        var sampleSeconds = await TimeAsync(scope, "samplers", 1, Plan(samples), cancellation);
        var perRun = 1e3 * runSeconds / runs;
        var perSecond = samples / sampleSeconds;
        return
        [
            new BenchRow(
                "run_cost", $"cost of a run, {runs:N0} that do nothing, durable", "Ray Tune, as published", "ms",
                RayMillisecondsPerRun, perRun, perRun, Bound.Most(5, "ms"), Bound.Most(1, "ms"), 0),
            new BenchRow(
                "sampler_rate", $"{samples:N0} samplers that do nothing, durable", "actors of Ray, as published", "1/s",
                RayActorsPerSecond, perSecond, perSecond, Bound.Least(5_000, "/s"), Bound.Least(50_000, "/s"), 0),
        ];
    }

    private static RunPlan Plan(int texts) => new(1, [1.0], Math.Max(texts, 1), 1, 0, new DivergenceOptions());

    private static async Task<double> TimeAsync(BenchScope scope, string name, int count, RunPlan plan, CancellationToken cancellation)
    {
        var root = Directory.CreateDirectory(Path.Combine(scope.Folder, name)).FullName;
        await using var journal = await RunJournals.OpenAsync(new PersistenceOptions(), root, scope.Time, cancellation);
        var host = await ActorHost.StartAsync("", journal, Logger.None);
        try
        {
            var system = host.Services.GetRequiredService<ActorSystem>();
            var done = new TaskCompletionSource();
            var started = scope.Time.GetTimestamp();
            system.ActorOf(Props.Create(() => new Batch(root, count, plan, done, scope.Time)));
            await done.Task.WaitAsync(cancellation);
            return scope.Time.GetElapsedTime(started).TotalSeconds;
        }
        finally
        {
            await ActorHost.StopAsync(host);
        }
    }

    // Keeps so many runs going at once until all have closed.
    private sealed class Batch : ReceiveActor
    {
        private readonly RunOwner owner = RunOwner.ThisProcess();
        private int begun;
        private int closed;

        public Batch(string root, int count, RunPlan plan, TaskCompletionSource done, TimeProvider time)
        {
            Receive<RunClosed>(run =>
            {
                Context.Stop(Sender);
                if (run.State.Status != RunStatus.Completed)
                {
                    done.TrySetException(new InvalidOperationException($"A run that does nothing ended as {run.State.Status}: {run.State.Reason}"));
                }
                else if (++closed == count)
                {
                    done.TrySetResult();
                }
                else
                {
                    Next();
                }
            });
            Receive<IRunNotice>(_ => { });
            for (var i = 0; i < Math.Min(AtOnce, count); i++)
            {
                Next();
            }

            void Next()
            {
                if (begun == count)
                {
                    return;
                }

                var id = $"bench-{begun++}";
                var folder = Directory.CreateDirectory(Path.Combine(root, id)).FullName;
                var store = new CheckpointStore(Path.Combine(folder, RunFolder.CheckpointsFolder));
                var run = Context.ActorOf(RunCoordinator.Props(
                    id, new NoWork(plan.Replicas > 1), owner, new RunSettings(), time, RunFolderActor.Props(folder, store, new CheckpointOptions()), Self));
                run.Tell(new StartRun(Facts(id), plan, "actorlstm {\n}\n", owner));
            }
        }

        private static RunFacts Facts(string id) => new()
        {
            Id = id,
            Name = "bench",
            Corpus = new CorpusFacts("none", new string('0', 64), 0, 0, 0, "none", null),
            Parameters = 0,
            Seed = 1,
            Device = "cpu",
            Threads = 1,
            Versions = ProgramVersions.All,
        };
    }

    private sealed class NoWork(bool samples) : IRunTools
    {
        public StartedTrainer StartTrainer(TrainingRoute route) => new(new NoTrainer(), []);

        public WrittenCheckpoint? SaveIfDue(int epoch, ITrainer trainer) =>
            samples ? new WrittenCheckpoint(new CheckpointRef(new string('0', 64), 0, epoch), "seed") : null;

        public CheckpointRef SaveProgress(ITrainer trainer) => new(new string('0', 64), 0, 1, 1);

        public ISampler StartSampler(SampleJob job) => new NoSampler();
    }

    private sealed class NoTrainer : ITrainer
    {
        public SliceProgress RunSlice(int batches) => new(1, 1, 1, 1, 1, 0, 1, 1);

        public Checkpoint Capture() => throw new NotSupportedException("A trainer that does nothing has no checkpoint.");

        public void Dispose()
        {
        }
    }
}

/// <summary>A sampler that does nothing.</summary>
internal sealed class NoSampler : ISampler
{
    /// <inheritdoc/>
    public string Text => "text";

    /// <inheritdoc/>
    public SampleMeasures Measures { get; } = new(0, 0);

    /// <inheritdoc/>
    public bool Advance(int characters) => true;
}
