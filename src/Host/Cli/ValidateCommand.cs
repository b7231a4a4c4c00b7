using System.ComponentModel;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>validate FILE.conf</c>: checks a configuration and shows it whole, with every default.</summary>
internal sealed class ValidateCommand(Terminal terminal, ProcessEnvironment environment) : Command<ValidateCommand.Settings>
{
    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        if (!settings.Json)
        {
            var loaded = settings.LoadWhole(environment);
            terminal.Result(ResolvedConfiguration.Write(loaded.Run).TrimEnd('\n'));
            if (loaded.Run.Sweep.Run is { } run)
            {
                terminal.Message($"a sweep: what it does not set itself is as in the run {run}, with which it is compared when it is run");
            }
            else if (loaded.Batch is { } batch)
            {
                terminal.Message($"a batch of {RunWords.Counted(batch.Runs.Count, "run")}; run it with --dry-run to see them");
            }

            return ExitCodes.Done;
        }

        try
        {
            var loaded = settings.LoadWhole(environment);
            var configuration = JsonOutput.Of(ResolvedConfiguration.Tree(loaded.Run));
            terminal.Result(JsonOutput.Line(new { Valid = true, Configuration = configuration, Runs = loaded.Batch?.Runs.Select(run => run.Settings) }));
            return ExitCodes.Done;
        }
        catch (ConfigurationException fault)
        {
            terminal.Result(JsonOutput.Line(new { Valid = false, fault.Errors }));
            return ExitCodes.BadInput;
        }
    }

    internal sealed class Settings : ConfigurationSettings
    {
        [CommandOption("--json")]
        [Description("Print one JSON object: whether it is valid, and the configuration or the errors.")]
        public bool Json { get; init; }

        // Also whether the devices that it names are there.
        public LoadedConfiguration LoadWhole(ProcessEnvironment environment)
        {
            var loaded = Load(environment);
            RequestedDevice.Require(loaded, File);
            return loaded;
        }
    }
}
