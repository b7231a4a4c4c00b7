using System.ComponentModel;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Configuration.Sweeps;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary>What every verb takes that reads a configuration.</summary>
internal abstract class ConfigurationSettings : CommandSettings
{
    [CommandArgument(0, "<FILE.conf>")]
    [Description("The configuration file.")]
    public string File { get; init; } = "";

    [CommandOption("--set <PATH=VALUE>")]
    [Description("A setting that stands above the file, for instance training.batch-size=64. May be given several times.")]
    public string[] Overrides { get; init; } = [];

    /// <summary>Reads the file, under the environment and the options.</summary>
    /// <param name="environment">The environment variables.</param>
    /// <param name="more">Settings that options of the verb stand for, above all others.</param>
    public LoadedConfiguration Load(ProcessEnvironment environment, params IReadOnlyList<SettingOverride> more) =>
        ConfigurationLoader.LoadAny(File, environment.Variables, Options(more));

    /// <summary>What the file, the environment and the options set, as one text of HOCON.</summary>
    /// <param name="environment">The environment variables.</param>
    /// <param name="more">Settings that options of the verb stand for, above all others.</param>
    public string TextOfGiven(ProcessEnvironment environment, IReadOnlyList<SettingOverride> more) =>
        ConfigurationLoader.TextOfGiven(File, environment.Variables, Options(more));

    /// <summary>Reads the file of a sweep above the configuration of the run that it takes its checkpoints from.</summary>
    /// <param name="environment">The environment variables.</param>
    /// <param name="swept">That run's configuration.</param>
    /// <param name="more">Settings that options of the verb stand for, above all others.</param>
    public RunConfiguration LoadSweep(ProcessEnvironment environment, SweptConfiguration swept, IReadOnlyList<SettingOverride> more) =>
        ConfigurationLoader.LoadSweep(File, environment.Variables, Options(more), swept);

    private IReadOnlyList<SettingOverride> Options(IReadOnlyList<SettingOverride> more) => [.. Overrides.Select(text => new SetOption(text)), .. more];
}
