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
        var builtIn = Defaults(defaults);
        List<HoconMap> given = [layers.OfFile(sources.Text, sources.Source), layers.OfEnvironment(SettingVariables.Of(sources.Environment, sections)), layers.OfOptions(sources.Overrides)];
        var merged = builtIn.Copy();
        given.ForEach(merged.Merge);
        var resolved = new HoconResolver(merged, sources.Environment, (origin, message) => errors.Add(new ConfigurationError(null, message, origin.Source, origin.Line))).Resolve();
        var reader = new SettingsReader(Root(resolved), Root(builtIn), errors.Add);
        var options = read(reader);
        var files = string.Join(" and ", defaults.Select(name => $"config/{name}"));
        var unknown = new UnknownKeys(reader.KnownPaths, errors.Add, $"{files} {(defaults.Count == 1 ? "lists" : "list")} every key", hasAkka: false);
        given.ForEach(unknown.Refuse);
        SettingVariables.RefuseMisspelt(sources.Environment, reader.KnownPaths, errors.Add);
        return errors.Count == 0 ? options : throw new ConfigurationException([.. errors.Distinct()]);
    }

    /// <summary>The paths of all settings, without <c>actorlstm.</c>.</summary>
    /// <param name="defaults">The names of the files with the defaults.</param>
    /// <param name="read">Reads the settings.</param>
    public static IReadOnlyList<string> KnownPaths<T>(IReadOnlyList<string> defaults, Func<SettingsReader, T> read)
    {
        var builtIn = Root(Defaults(defaults));
        var reader = new SettingsReader(builtIn, builtIn, _ => { }); // What is missing without a file does not matter here.
        read(reader);
        return reader.KnownPaths;
    }

    private static HoconMap Defaults(IReadOnlyList<string> files)
    {
        var builtIn = HoconReader.Parse(ReferenceConfiguration.Read(files[0]), files[0]);
        foreach (var name in files.Skip(1))
        {
            builtIn.Merge(HoconReader.Parse(ReferenceConfiguration.Read(name), name));
        }

        return builtIn;
    }

    private static HoconMap Root(HoconMap whole) => whole.Find(ConfigurationLayers.Root) as HoconMap ?? new HoconMap(whole.Origin);
}
