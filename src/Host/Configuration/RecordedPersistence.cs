using ActorLstm.Actors.Projections;
using ActorLstm.Host.Runs.Journals;

namespace ActorLstm.Host.Configuration;

/// <summary>Where the events of a run or a batch are kept that exists already: its configuration says so, but for the password.</summary>
public static class RecordedPersistence
{
    private const string Section = "ACTORLSTM__PERSISTENCE__";

    /// <summary>Reads it. Where the file is damaged or gone, the environment and the defaults stand in.</summary>
    /// <param name="folder">The folder of the run or the batch.</param>
    /// <param name="environment">Environment variables; those of the section <c>persistence</c> stand above the file.</param>
    /// <param name="name">The name of the file in it.</param>
    /// <exception cref="ConfigurationException">The environment names no journal that there can be.</exception>
    public static PersistenceOptions Of(string folder, IReadOnlyDictionary<string, string> environment, string name = RunFolder.ConfigurationFile)
    {
        var variables = Variables(environment);
        var file = Path.Combine(folder, name);
        try
        {
            return ConfigurationLoader.LoadFile(file, variables, []).Persistence;
        }
        catch (ConfigurationException)
        {
            return ConfigurationLoader.Load(new ConfigurationSources("actorlstm {}", file) { Environment = variables }).Persistence;
        }
    }

    /// <summary>The variables that stand above what was recorded: those of the section <c>persistence</c>, for instance with its password.</summary>
    public static IReadOnlyDictionary<string, string> Variables(IReadOnlyDictionary<string, string> environment) =>
        environment.Where(variable => variable.Key.StartsWith(Section, StringComparison.OrdinalIgnoreCase)).ToDictionary();
}
