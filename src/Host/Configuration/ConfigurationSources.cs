using ActorLstm.Host.Configuration.Sweeps;

namespace ActorLstm.Host.Configuration;

/// <summary>
/// Where the settings of a run come from. Each layer is written over the one before it: the defaults of
/// <c>config/reference.conf</c>, with a sweep the configuration of the run that it takes its checkpoints from, the file, the environment, the options.
/// </summary>
/// <param name="Text">The content of the file.</param>
/// <param name="Source">The name of the file, for messages.</param>
public sealed record ConfigurationSources(string Text, string Source)
{
    /// <summary>What an experiment is called that has no name and no file.</summary>
    public const string NoName = "experiment";

    /// <summary>Environment variables. Those like <c>ACTORLSTM__TRAINING__BATCH_SIZE</c> are settings; references may name the others.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The settings of the command line; the last one of a path wins.</summary>
    public IReadOnlyList<SettingOverride> Overrides { get; init; } = [];

    /// <summary>The name of the experiment where the configuration gives none.</summary>
    public string DefaultName { get; init; } = NoName;

    /// <summary>The most runs that a batch may have, where a service allows fewer than the program; else null.</summary>
    public int? MostRuns { get; init; }

    /// <summary>The configuration of the run that a sweep takes its checkpoints from; null where that is not looked up, or nothing is swept.</summary>
    public SweptConfiguration? Swept { get; init; }
}
