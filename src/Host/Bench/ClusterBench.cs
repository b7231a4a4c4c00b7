using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Sampling;
using ActorLstm.Actors.Settings;
using ActorLstm.Host.Cluster;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Sampling;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorLstm.Host.Bench;

/// <summary>
/// What the queue of texts of a cluster makes of its samplers: those are on one node, the queue and those who want texts on another, and every message
/// goes over the network of this machine. A text takes as long as it is told to, and no work: what is measured is the way of the jobs.
/// </summary>
internal static class ClusterBench
{
    private const int MostSamplers = 64;
    private const int QueuedJobs = 100_000;

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(100);

    /// <summary>The rows that it gives.</summary>
    public static IReadOnlyList<string> Rows { get; } = ["sampler_scaling", "sampler_job_cost"];

    /// <summary>Measures both.</summary>
    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(BenchScope scope, CancellationToken cancellation)
    {
        using var front = await StartNodeAsync(port: 0, join: []);
        var address = ClusterNode.AddressOf(SystemOf(front));
        using var back = await StartNodeAsync(port: 0, join: [NodeAddress.Parse(address)!]);
        await MeasureAsync(scope, front, back, samplers: 4, TimeSpan.Zero, jobs: 2_000, cancellation); // What is measured is jobs, not the compilation of the program.
        var rates = new List<(int Samplers, double Rate)>();
        for (var samplers = 1; samplers <= MostSamplers; samplers *= 2)
        {
            scope.Say($"texts of {Latency.TotalMilliseconds} ms with {samplers} samplers of another node");
            rates.Add((samplers, await MeasureAsync(scope, front, back, samplers, Latency, jobs: (scope.Quick ? 10 : 40) * samplers, cancellation)));
        }

        var jobs = scope.Quick ? 10_000 : QueuedJobs;
        scope.Say($"{jobs:N0} texts of no length");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var cost = 1e3 / await MeasureAsync(scope, front, back, MostSamplers, TimeSpan.Zero, jobs, cancellation);
        var grown = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        await ActorHost.StopAsync(back);
        await ActorHost.StopAsync(front);
        var (one, all) = (rates[0].Rate, rates[^1].Rate);
        return
        [
            new BenchRow(
                "sampler_scaling", $"{MostSamplers} samplers of another node, texts of {Latency.TotalMilliseconds} ms", $"one of them, {MostSamplers} times", "1/s",
                MostSamplers * one, all, all / (MostSamplers * one), Bound.Least(0.9, "%"), Bound.Least(0.95, "%"), 0,
                string.Join(", ", rates.Select(rate => $"{rate.Samplers}: {rate.Rate:F1}/s"))),
            new BenchRow(
                "sampler_job_cost", $"a job of a sampler of another node, {jobs:N0} of no length", "", "ms",
                0, cost, cost, Bound.Most(1, "ms"), Bound.Most(0.5, "ms"), 0, $"{grown:F1} MB more are in use after them than before"),
        ];
    }

    private static ActorSystem SystemOf(IHost node) => node.Services.GetRequiredService<ActorSystem>();

    private static async Task<IHost> StartNodeAsync(int port, IReadOnlyList<NodeAddress> join)
    {
        var options = new ClusterOptions
        {
            Hostname = "127.0.0.1",
            BindHostname = "127.0.0.1",
            Port = port,
            Roles = [NodeRole.Sampler],
            Join = join,
            Samplers = 1,
            CheckpointCacheBytes = 0,
            StableAfter = TimeSpan.FromSeconds(15),
            Persistence = new PersistenceOptions(),
        };
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        ActorHost.AddTo(builder.Services, "", akka => akka.AddNode(options, certificates: null));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    // Twice as many orders are open as there are samplers, as where runs have more texts to generate than a cluster has samplers.
    private static async Task<double> MeasureAsync(BenchScope scope, IHost front, IHost back, int samplers, TimeSpan latency, int jobs, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource();
        var queue = SystemOf(front).ActorOf(SampleQueueActor.Props());
        var way = await SystemOf(back).ActorSelection($"akka.tcp://{ActorHost.Name}@{ClusterNode.AddressOf(SystemOf(front))}{queue.Path.ToStringWithoutAddress()}").ResolveOne(TimeSpan.FromSeconds(10), cancellation);
        var place = new NoCheckpoints(latency, scope.Time);
        var workers = Enumerable.Range(0, samplers).Select(_ => SystemOf(back).ActorOf(SharedSamplerActor.Props(place, way, scope.Time))).ToList();
        var sharing = new SharedSampling(queue, new CheckpointStore(scope.Folder), "bench", 1, new SamplingOptions());
        var started = scope.Time.GetTimestamp();
        var customer = SystemOf(front).ActorOf(ActorProps.Of(() => new Customer(sharing, jobs, 2 * samplers, done)));
        try
        {
            await done.Task.WaitAsync(cancellation);
            return jobs / scope.Time.GetElapsedTime(started).TotalSeconds;
        }
        finally
        {
            await Task.WhenAll(workers.Append(customer).Append(queue).Select(actor => actor.GracefulStop(TimeSpan.FromSeconds(10))));
        }
    }

    // In place of the coordinators of runs.
    private sealed class Customer : ReceiveActor
    {
        private readonly SharedSampling sharing;
        private readonly int jobs;
        private int ordered;
        private int finished;

        public Customer(SharedSampling sharing, int jobs, int atOnce, TaskCompletionSource done)
        {
            (this.sharing, this.jobs) = (sharing, jobs);
            Receive<SampleAdvanced>(_ => { });
            Receive<SampleFinished>(_ =>
            {
                Context.Stop(Sender);
                Order();
                if (++finished == jobs)
                {
                    done.TrySetResult();
                }
            });
            ReceiveAny(other => done.TrySetException(new InvalidOperationException($"A text was not generated: {other}")));
            for (var i = 0; i < atOnce; i++)
            {
                Order();
            }
        }

        private void Order()
        {
            if (ordered < jobs)
            {
                var job = new SampleJob(new SampleKey(1, 1.0, ordered++), new CheckpointRef(new string('0', 64), 0, 1), "seed");
                Context.ActorOf(SampleOrderActor.Props(sharing, ActorRefs.Nobody, [job]));
            }
        }
    }

    private sealed class NoCheckpoints(TimeSpan latency, TimeProvider time) : ICheckpointPlace, ISamplerTools
    {
        public async Task<ISamplerTools> OpenAsync(SampleOrder order, IActorRef orderer, CancellationToken cancellation)
        {
            if (latency > TimeSpan.Zero)
            {
                await Task.Delay(latency, time, cancellation);
            }

            return this;
        }

        public ISampler StartSampler(SampleJob job) => new NoSampler();
    }
}
