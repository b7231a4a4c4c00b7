using System.Threading.Channels;
using Akka.Actor;
using Akka.Hosting;
using Akka.Logger.Serilog;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;
using ActorLstm.Model.Checkpoints;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace ActorLstm.Host.Runs;

/// <summary>One run in this process: the actor system around it, from its start to its end.</summary>
public sealed class RunProcess : IAsyncDisposable
{
    // Akka would end the actor system itself at Ctrl+C, under a run that is about to end in order, and would write lines of
    // its own among the results on stdout.
    private static readonly string SignalsAndOutputAreOurs = $"""
        akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
        akka.stdout-logger-class = "{typeof(SilentLogger).AssemblyQualifiedName}"
        """;

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
        var host = await StartHostAsync(launch.Prepared.Configuration.Akka, journal, log);
        try
        {
            return Begin(launch, host, time);
        }
        catch
        {
            await StopAsync(host);
            throw;
        }
    }

    private static RunProcess Begin(RunLaunch launch, IHost host, TimeProvider time)
    {
        var prepared = launch.Prepared;
        var experiment = prepared.Configuration.Experiment;
        var settings = new RunSettings { Supervision = prepared.Configuration.Supervision, SaveEvery = experiment.Checkpoints.Every };
        var system = host.Services.GetRequiredService<ActorSystem>();
        var store = new CheckpointStore(Path.Combine(launch.Folder, RunFolder.CheckpointsFolder));
        var notices = Channel.CreateUnbounded<IRunNotice>(new UnboundedChannelOptions { SingleReader = true });
        var feed = system.ActorOf(RunFeed.Props(notices.Writer, launch), "feed");
        var coordinator = RunCoordinator.Props(
            launch.Id,
            new RunTools(experiment, prepared.Corpus, prepared.Device.Device, store, time),
            launch.Owner,
            settings,
            time,
            RunFolderActor.Props(launch.Folder, store, experiment.Checkpoints),
            feed);
        var run = system.ActorOf(RunSupervisor.Props(coordinator, settings), $"run-{launch.Id}");
        feed.Tell(new RunFeed.Follow(run));
        return new RunProcess(host, run, feed, notices.Reader);
    }

    private static async Task<IHost> StartHostAsync(string userSettings, RunJournal journal, ILogger log)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSerilog(log);
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();

        // What is added last wins.
        builder.Services.AddAkka("actorlstm", akka => journal.AddTo(akka
            .AddHocon(userSettings, HoconAddMode.Prepend)
            .AddHocon(SignalsAndOutputAreOurs, HoconAddMode.Prepend)
            .AddHocon(Dispatchers.Configuration(Math.Max(2, Environment.ProcessorCount)), HoconAddMode.Prepend))
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddSerilogLogging();
            }));
        var host = builder.Build();
        try
        {
            await host.StartAsync();
            _ = host.Services.GetRequiredService<ActorSystem>();
            return host;
        }
        catch (Exception fault) when (userSettings.Length > 0)
        {
            await StopAsync(host);
            throw new InvalidInputException($"The actor system does not start with the settings of the section akka: {fault.Message} Correct them, or leave the section out.", fault);
        }
    }

    private static async Task StopAsync(IHost host)
    {
        await host.StopAsync();
        host.Dispose();
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
    public async ValueTask DisposeAsync() => await StopAsync(host);

    // Signals end the run, not the host: the generic host's own lifetime would pull the actors from under it.
    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
