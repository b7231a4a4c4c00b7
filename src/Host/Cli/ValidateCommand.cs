using System.ComponentModel;
using ActorLstm.Host.Configuration;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>validate FILE.conf</c>: checks a configuration and shows it whole, with every default.</summary>
internal sealed class ValidateCommand(Terminal terminal, ProcessEnvironment environment) : Command<ValidateCommand.Settings>
{
    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        if (!settings.Json)
        {
            terminal.Result(ResolvedConfiguration.Write(settings.Load(environment)).TrimEnd('\n'));
            return ExitCodes.Done;
        }

        try
        {
            var configuration = JsonOutput.Of(ResolvedConfiguration.Tree(settings.Load(environment)));
            terminal.Result(JsonOutput.Line(new { Valid = true, Configuration = configuration }));
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
    }
}
