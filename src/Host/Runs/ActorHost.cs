using ActorLstm.Actors.Settings;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;
using Akka.Actor;
using Akka.Hosting;
using Akka.Logger.Serilog;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace ActorLstm.Host.Runs;

/// <summary>The actor system of this process.</summary>
internal static class ActorHost
{
    /// <summary>What it is called; in a cluster, on every node.</summary>
    public const string Name = "actorlstm";

    // Akka would end the actor system itself at Ctrl+C, under a run that is about to end in order, and would write lines of
    // its own among the results on stdout.
    private static readonly string SignalsAndOutputAreOurs = $"""
        akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
        akka.stdout-logger-class = "{typeof(SilentLogger).AssemblyQualifiedName}"
        """;

    /// <summary>Starts an actor system.</summary>
    /// <param name="userSettings">The user's own settings for it, in HOCON.</param>
    /// <param name="journal">Keeps what its persistent actors record.</param>
    /// <param name="log">Where log events go.</param>
    /// <exception cref="InvalidInputException">It refuses the user's settings.</exception>
    public static async Task<IHost> StartAsync(string userSettings, RunJournal journal, ILogger log)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSerilog(log);
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        AddTo(builder.Services, userSettings, journal);
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

    /// <summary>Adds an actor system to a host.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="userSettings">The user's own settings for it, in HOCON.</param>
    /// <param name="journal">Keeps what its persistent actors record.</param>
    /// <param name="more">What else it has.</param>
    public static void AddTo(IServiceCollection services, string userSettings, RunJournal journal, Action<AkkaConfigurationBuilder>? more = null) =>
        AddTo(services, userSettings, akka =>
        {
            journal.AddTo(akka);
            more?.Invoke(akka);
        });

    /// <summary>Adds an actor system without a journal to a host.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="userSettings">The user's own settings for it, in HOCON.</param>
    /// <param name="more">What else it has.</param>
    public static void AddTo(IServiceCollection services, string userSettings, Action<AkkaConfigurationBuilder> more) =>
        services.AddAkka(Name, akka =>
        {
            akka // What is added last wins.
                .AddHocon(userSettings, HoconAddMode.Prepend)
                .AddHocon(SignalsAndOutputAreOurs, HoconAddMode.Prepend)
                .AddHocon(Dispatchers.Configuration(Math.Max(2, Environment.ProcessorCount)), HoconAddMode.Prepend)
                .ConfigureLoggers(loggers =>
                {
                    loggers.ClearLoggers();
                    loggers.AddSerilogLogging();
                });
            more(akka);
        });

    /// <summary>Stops it.</summary>
    public static async Task StopAsync(IHost host)
    {
        await host.StopAsync();
        host.Dispose();
    }

    // Signals end the run, not the host: the generic host's own lifetime would pull the actors from under it.
    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
