using Akka.Configuration;

namespace ActorLstm.Actors.Settings;

/// <summary>
/// The threads that compute. They are kept away from the default dispatcher, where long computations would hold up timers and
/// messages.
/// </summary>
public static class Dispatchers
{
    /// <summary>A thread of its own for each trainer.</summary>
    public const string Trainer = "actorlstm-trainer";

    /// <summary>A few threads that all samplers share.</summary>
    public const string Samplers = "actorlstm-samplers";

    /// <summary>Their configuration.</summary>
    /// <param name="samplerThreads">Threads that the samplers share, at least 1.</param>
    public static Config Configuration(int samplerThreads) => ConfigurationFactory.ParseString(
        $$"""
        {{Trainer}} {
          type = PinnedDispatcher
        }
        {{Samplers}} {
          type = ForkJoinDispatcher
          throughput = 1
          dedicated-thread-pool { thread-count = {{samplerThreads}}, threadtype = background }
        }
        """);
}
