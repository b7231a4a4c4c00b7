using ActorLstm.Host.Configuration.Hocon;

namespace ActorLstm.Host.Configuration;

/// <summary>Reads settings of the program itself, beside those of experiments: defaults that are part of it, a file above them, the environment, the options.</summary>
internal static class ProgramConfiguration
{
    /// <summary>Reads them whole.</summary>
    /// <param name="sources">The file; an empty text where there is none.</param>
    /// <param name="defaults">The names of the files with the defaults.</param>
    /// <param name="sections">Sections whose environment variables count; others are settings of runs, or of other programs.</param>
    /// <param name="read">Reads the settings.</param>
    /// <exception cref="ConfigurationException">Everything that is wrong.</exception>
    public static T Load<T>(ConfigurationSources sources, IReadOnlyList<string> defaults, IReadOnlyList<string> sections, Func<SettingsReader, T> read)
    {
        var errors = new List<ConfigurationError>();
        var layers = new ConfigurationLayers(errors.Add);
        var builtIn = HoconReader.Parse(ReferenceConfiguration.Read(defaults[0]), defaults[0]);
        foreach (var name in defaults.Skip(1))
        {
            builtIn.Merge(HoconReader.Parse(ReferenceConfiguration.Read(name), name));
        }

        List<HoconMap> given = [layers.OfFile(sources.Text, sources.Source), VariablesOf(sections, sources.Environment), layers.OfOptions(sources.Overrides)];
        var merged = builtIn.Copy();
        given.ForEach(merged.Merge);
        var resolved = new HoconResolver(merged, sources.Environment, (origin, message) => errors.Add(new ConfigurationError(null, message, origin.Source, origin.Line))).Resolve();
        var reader = new SettingsReader(Root(resolved), Root(builtIn), errors.Add);
        var options = read(reader);
        var unknown = new UnknownKeys(reader.KnownPaths, errors.Add);
        given.ForEach(unknown.Refuse);
        return errors.Count == 0 ? options : throw new ConfigurationException([.. errors.Distinct()]);
    }

    private static HoconMap VariablesOf(IReadOnlyList<string> sections, IReadOnlyDictionary<string, string> environment) => ConfigurationLayers.OfEnvironment(
        environment.Where(variable => sections.Any(section => variable.Key.StartsWith($"ACTORLSTM__{section}__", StringComparison.OrdinalIgnoreCase))).ToDictionary());

    private static HoconMap Root(HoconMap whole) => whole.Find(ConfigurationLayers.Root) as HoconMap ?? new HoconMap(whole.Origin);
}
