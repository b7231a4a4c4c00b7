using System.Threading.Channels;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace ActorLstm.Host.Runs;

/// <summary>One run in this process: the actor system around it, from its start to its end.</summary>
public sealed class RunProcess : IAsyncDisposable
{
    private readonly IHost host;
    private readonly IActorRef run;
    private readonly IActorRef feed;

    private RunProcess(IHost host, IActorRef run, IActorRef feed, ChannelReader<IRunNotice> notices)
    {
        this.host = host;
        this.run = run;
        this.feed = feed;
        Notices = notices.ReadAllAsync();
    }

    /// <summary>The actor system around the run.</summary>
    internal ActorSystem System => host.Services.GetRequiredService<ActorSystem>();

    /// <summary>What the run tells, until it has closed.</summary>
    public IAsyncEnumerable<IRunNotice> Notices { get; }

    /// <summary>Starts a run.</summary>
    /// <param name="launch">What to run, where, and how it begins.</param>
    /// <param name="journal">Keeps its events; it is closed by whoever opened it, after the run.</param>
    /// <param name="log">Where log events go.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InvalidInputException">The actor system refuses the user's settings for it.</exception>
    public static async Task<RunProcess> StartAsync(RunLaunch launch, RunJournal journal, ILogger log, TimeProvider time)
    {
        var host = await ActorHost.StartAsync(launch.Configuration.Akka, journal, log);
        try
        {
            return Begin(launch, host, time);
        }
        catch
        {
            await ActorHost.StopAsync(host);
            throw;
        }
    }

    private static RunProcess Begin(RunLaunch launch, IHost host, TimeProvider time)
    {
        var notices = Channel.CreateUnbounded<IRunNotice>(new UnboundedChannelOptions { SingleReader = true });
        var (run, feed) = RunActors.Begin(host.Services.GetRequiredService<ActorSystem>(), launch, new ChannelListener<IRunNotice, RunClosed>(notices.Writer), $"run-{launch.Id}", time);
        return new RunProcess(host, run, feed, notices.Reader);
    }

    /// <summary>Asks the trainer how it stands; answered after its current slice at the latest.</summary>
    public Task<TrainingProgress> AskTrainerAsync(CancellationToken cancellation) =>
        run.Ask<TrainingProgress>(GetTrainingProgress.Instance, cancellation);

    /// <summary>Tells the run what the user wants.</summary>
    public void Tell(IRunCommand command) => feed.Tell(command);

    /// <summary>Ends the run within a slice, everything durable; it can be resumed.</summary>
    /// <param name="reason">Why, for its record.</param>
    public void Interrupt(string reason) => Tell(new InterruptRun(reason));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await ActorHost.StopAsync(host);
}
