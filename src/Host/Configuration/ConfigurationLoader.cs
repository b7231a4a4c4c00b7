using ActorLstm.Host.Configuration.Batches;
using ActorLstm.Host.Configuration.Hocon;
using ActorLstm.Host.Configuration.Sweeps;
using ActorLstm.Host.Runs.Journals;

namespace ActorLstm.Host.Configuration;

/// <summary>Reads a configuration whole: either everything in it is right, or it is refused with everything that is wrong.</summary>
public static class ConfigurationLoader
{
    /// <summary>Reads a file, under the environment and the options.</summary>
    /// <param name="path">The file.</param>
    /// <param name="environment">Environment variables by name.</param>
    /// <param name="overrides">The settings of the command line.</param>
    /// <exception cref="ConfigurationException">Everything that is wrong.</exception>
    public static RunConfiguration LoadFile(string path, IReadOnlyDictionary<string, string> environment, IReadOnlyList<SettingOverride> overrides) =>
        Load(OfFile(path, environment, overrides));

    /// <summary>Reads a file that may hold a batch, under the environment and the options.</summary>
    /// <param name="path">The file.</param>
    /// <param name="environment">Environment variables by name.</param>
    /// <param name="overrides">The settings of the command line.</param>
    /// <exception cref="ConfigurationException">Everything that is wrong.</exception>
    public static LoadedConfiguration LoadAny(string path, IReadOnlyDictionary<string, string> environment, IReadOnlyList<SettingOverride> overrides) =>
        LoadAny(OfFile(path, environment, overrides));

    /// <summary>Reads the file of a sweep above the configuration of the run that it takes its checkpoints from.</summary>
    /// <param name="path">The file.</param>
    /// <param name="environment">Environment variables by name.</param>
    /// <param name="overrides">The settings of the command line.</param>
    /// <param name="swept">That run's configuration.</param>
    /// <exception cref="ConfigurationException">Everything that is wrong.</exception>
    public static RunConfiguration LoadSweep(string path, IReadOnlyDictionary<string, string> environment, IReadOnlyList<SettingOverride> overrides, SweptConfiguration swept) =>
        Load(OfFile(path, environment, overrides) with { Swept = swept });

    /// <summary>Reads a configuration that is in memory.</summary>
    /// <exception cref="ConfigurationException">Everything that is wrong.</exception>
    public static RunConfiguration Load(ConfigurationSources sources) => LoadAny(sources).Run;

    /// <summary>Reads a configuration that is in memory and may hold a batch.</summary>
    /// <exception cref="ConfigurationException">Everything that is wrong.</exception>
    public static LoadedConfiguration LoadAny(ConfigurationSources sources)
    {
        var errors = new List<ConfigurationError>();
        var layers = new ConfigurationLayers(errors.Add);
        List<HoconMap> given = [layers.OfFile(sources.Text, sources.Source), layers.OfEnvironment(SettingVariables.OfRuns(sources.Environment)), layers.OfOptions(sources.Overrides)];
        if (errors.Exists(error => error.Path is null && error.Source == sources.Source))
        {
            // The settings behind a fault of syntax are unknown: judging the rest would report what is right.
            throw new ConfigurationException(errors);
        }

        var defaults = Defaults();
        var merged = defaults.Copy();
        if (sources.Swept is { } swept)
        {
            merged.Merge(swept.Layer(KnownPaths()));
        }

        given.ForEach(merged.Merge);
        var resolved = Resolve(merged);

        var reader = new SettingsReader(Section(resolved), Section(defaults), errors.Add);
        var run = new ExperimentReader(reader).Read(sources.DefaultName);
        var settable = reader.KnownPaths.Where(IsSettable).ToHashSet();
        var batch = new BatchReader(reader, settable, sources.MostRuns, errors.Add);
        var (options, members) = (batch.Options(), batch.Runs());
        var unknown = new UnknownKeys(reader.KnownPaths, errors.Add);
        SettingVariables.RefuseMisspelt(sources.Environment, reader.KnownPaths, errors.Add);

        // Both: a layer shows the key that an optional reference to nothing leaves out, the whole what a reference brought in.
        given.ForEach(unknown.Refuse);
        sources.Swept?.RefuseOthers(reader.KnownPaths, given, resolved, defaults, errors.Add);
        unknown.Refuse(resolved);
        new AkkaSettings(errors.Add).Refuse(resolved);
        var akka = errors.Count == 0 ? AkkaSection(resolved) : ""; // What could not be resolved cannot be written.
        var runs = members.Select(Member).ToList();
        BatchLimits.Check(run, options, runs, reader.Refuse);
        return errors.Count == 0
            ? new LoadedConfiguration(run with { Akka = akka }, runs.Count == 0 ? null : new BatchConfiguration(run.Experiment.Name, options, runs, TextOf(Unvaried(), run)))
            : throw new ConfigurationException([.. errors.Distinct().OrderBy(error => error.Source == sources.Source ? 0 : 1).ThenBy(error => error.Line ?? 0)]);

        HoconMap Resolve(HoconMap whole) => Resolver(whole).Resolve();

        // References to what distinguishes the runs stay: they mean another value in each.
        HoconMap Unvaried() => Resolver(merged).ResolveAllBut([.. members.SelectMany(member => member.Values.Select(value => value.Key)).Distinct().Select(MemberSettings.KeysOf)]);

        HoconResolver Resolver(HoconMap whole) => new(whole, sources.Environment, (origin, message) => errors.Add(new ConfigurationError(null, message, origin.Source, origin.Line)));

        // The layer of a run stands above all others, before references are looked up.
        MemberConfiguration Member(MemberSettings settings)
        {
            var own = merged.Copy();
            own.Merge(settings.Layer());
            var ownReader = new SettingsReader(Section(Resolve(own)), Section(defaults), errors.Add);
            var configuration = new ExperimentReader(ownReader).Read(sources.DefaultName);
            return new MemberConfiguration(configuration with { Akka = akka }, settings.Texts(), ownReader.Int(MemberSettings.PriorityPath, -1000, 1000));
        }
    }

    /// <summary>
    /// What a file, the environment and the options set, each above the one before it, as one text of HOCON: read by another process, with none of
    /// them, it is the same experiment.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="environment">Environment variables by name.</param>
    /// <param name="overrides">The settings of the command line.</param>
    /// <exception cref="ConfigurationException">What is wrong with one of them, or a reference that cannot be resolved.</exception>
    public static string TextOfGiven(string path, IReadOnlyDictionary<string, string> environment, IReadOnlyList<SettingOverride> overrides)
    {
        var sources = OfFile(path, environment, overrides);
        var layers = new ConfigurationLayers(error => throw new ConfigurationException([error]));
        var given = layers.OfFile(sources.Text, sources.Source);
        given.Merge(layers.OfEnvironment(SettingVariables.OfRuns(environment)));
        given.Merge(layers.OfOptions(overrides));
        var merged = Defaults();
        merged.Merge(given);
        var resolved = new HoconResolver(merged, environment, (origin, message) =>
            throw new ConfigurationException([new ConfigurationError(null, message, origin.Source, origin.Line)])).Resolve();
        var text = Within(resolved, given);
        if (text.Find(ConfigurationLayers.Root, "experiment", "name") is null or HoconText { IsNull: true })
        {
            text.Set([ConfigurationLayers.Root, "experiment", "name"], new HoconText(given.Origin, sources.DefaultName, IsQuoted: true));
        }

        return HoconWriter.Write(text);

        // What an optional reference to nothing leaves out is not there.
        static HoconMap Within(HoconMap resolved, HoconMap given)
        {
            var map = new HoconMap(given.Origin);
            foreach (var (key, value) in given.Items)
            {
                switch (value, resolved.Find(key))
                {
                    case (HoconMap inner, HoconMap whole):
                        map.Set([key], Within(whole, inner));
                        break;
                    case (_, { } whole):
                        map.Set([key], whole);
                        break;
                }
            }

            return map;
        }
    }

    /// <summary>The paths of all settings, without <c>actorlstm.</c>.</summary>
    internal static IReadOnlyList<string> KnownPaths()
    {
        var reader = new SettingsReader(Section(Defaults()), Section(Defaults()), error => throw new InvalidOperationException(error.ToString()));
        new ExperimentReader(reader).Read("experiment");
        var batch = new BatchReader(reader, [], mostRuns: null, error => throw new InvalidOperationException(error.ToString()));
        batch.Options();
        batch.Runs();
        return reader.KnownPaths;
    }

    private static ConfigurationSources OfFile(string path, IReadOnlyDictionary<string, string> environment, IReadOnlyList<SettingOverride> overrides) =>
        new(ConfigurationFile.Read(path), path)
        {
            Environment = environment,
            Overrides = overrides,
            DefaultName = Path.GetFileNameWithoutExtension(path) is { Length: > 0 } name ? name : ConfigurationSources.NoName,
        };

    // The runs of a batch have one journal and share the threads, and their names are its own with their numbers. What their results
    // do not depend on makes no other run. All of them train.
    private static bool IsSettable(string path) => path is not ("experiment.name" or "training.threads")
        && !path.StartsWith("persistence.", StringComparison.Ordinal) && !path.StartsWith("supervision.", StringComparison.Ordinal) && !path.StartsWith("sweep.", StringComparison.Ordinal);

    // Read again under any name it is the same batch; it holds no password.
    private static string TextOf(HoconMap text, RunConfiguration run)
    {
        text.Set([ConfigurationLayers.Root, "experiment", "name"], new HoconText(text.Origin, run.Experiment.Name, IsQuoted: true));
        if (run.Persistence.ConnectionString is { } connection)
        {
            text.Set([ConfigurationLayers.Root, "persistence", "connection-string"], new HoconText(text.Origin, PostgresAddress.WithoutPasswords(connection), IsQuoted: true));
        }

        return HoconWriter.Write(text);
    }

    // With its name: the actor system finds its settings under akka alone.
    private static string AkkaSection(HoconMap resolved)
    {
        var section = new HoconMap(resolved.Origin);
        if (resolved.Find(ConfigurationLayers.Akka) is HoconMap akka)
        {
            section.Set([ConfigurationLayers.Akka], akka);
        }

        return HoconWriter.Write(section);
    }

    private static HoconMap Defaults() => HoconReader.Parse(ReferenceConfiguration.Text, ReferenceConfiguration.Name);

    private static HoconMap Section(HoconMap root) => root.Find(ConfigurationLayers.Root) as HoconMap ?? new HoconMap(root.Origin);
}
