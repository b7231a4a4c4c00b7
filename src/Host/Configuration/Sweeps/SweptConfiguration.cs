using ActorLstm.Actors.Projections;
using ActorLstm.Host.Configuration.Batches;
using ActorLstm.Host.Configuration.Hocon;

namespace ActorLstm.Host.Configuration.Sweeps;

/// <summary>
/// The configuration of the run that a sweep takes its checkpoints from: the sweep's own stands above it, and may say nothing else of what
/// the checkpoints were trained with.
/// </summary>
/// <param name="Text">The text of its <c>experiment.conf</c>.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Id">The run's id.</param>
public sealed record SweptConfiguration(string Text, string Folder, string Id)
{
    private const string Allowed = "A sweep sets experiment.name, experiment.seed, sampling, supervision, persistence and sweep alone";

    private static readonly string[] OwnSections = ["sampling.", "supervision.", "persistence.", "sweep."];
    private static readonly string[] OwnSettings = ["experiment.name", "experiment.seed"];

    // What a run was called, where its events are kept and what its texts grew from is its own; so is a sweep that it is itself.
    private static readonly string[] NotTakenOver = ["experiment.name", "sampling.seed-text", "sampling.seed-texts", "sampling.every-epochs"];
    private static readonly string[] SectionsNotTakenOver = ["persistence.", "sweep."];

    /// <summary>What a sweep takes over of it, as a layer over the defaults.</summary>
    /// <param name="known">The paths of all settings.</param>
    internal HoconMap Layer(IEnumerable<string> known)
    {
        var whole = Read();
        var layer = new HoconMap(whole.Origin);
        foreach (var path in known.Where(path => !NotTakenOver.Contains(path) && !SectionsNotTakenOver.Any(section => path.StartsWith(section, StringComparison.Ordinal))))
        {
            if (whole.Find(Keys(path)) is { } value)
            {
                layer.Set(Keys(path), value);
            }
        }

        return layer;
    }

    /// <summary>Refuses what is given for the sweep and is otherwise in the run.</summary>
    /// <param name="known">The paths of all settings.</param>
    /// <param name="given">The layers that are given for the sweep.</param>
    /// <param name="resolved">All of them over the run's own, without references.</param>
    /// <param name="defaults">What stands where the run's own says nothing.</param>
    /// <param name="report">Takes what is wrong.</param>
    internal void RefuseOthers(IEnumerable<string> known, IReadOnlyList<HoconMap> given, HoconMap resolved, HoconMap defaults, Action<ConfigurationError> report)
    {
        var whole = Read();
        foreach (var path in known.Where(path => !OwnSettings.Contains(path) && !OwnSections.Any(section => path.StartsWith(section, StringComparison.Ordinal))))
        {
            var own = given.Select(layer => layer.Find(Keys(path))).LastOrDefault(node => node is not null);
            var trained = whole.Find(Keys(path)) ?? defaults.Find(Keys(path));
            if (own is not null && resolved.Find(Keys(path)) is { } value && trained is not null && !MemberSettings.AreSame(value, trained))
            {
                var name = $"{ConfigurationLayers.Root}.{path}";
                report(new ConfigurationError(
                    name,
                    $"{name} is {SettingsText.Shown(trained)} in the run {Id}, whose checkpoints the sweep generates its texts from, and cannot be otherwise here: leave it out. {Allowed}; found {SettingsText.Shown(value)}.",
                    own.Origin.Source,
                    own.Origin.Line));
            }
        }
    }

    private HoconMap Read() => HoconReader.Parse(Text, Path.Combine(Folder, RunFolder.ConfigurationFile));

    private static string[] Keys(string path) => [ConfigurationLayers.Root, .. path.Split('.')];
}
