using System.Globalization;
using ActorLstm.Host.Cli;

// Numbers and letter cases are the same everywhere, whatever the language of the system.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;

using var interruption = new Interruption();
using var terminal = Terminal.Open(() => interruption.Interrupt(ExitCodes.HungUp));
using var http = Downloads.Client(terminal.Message, Downloads.ConnectPatience);
if (ProcessEnvironment.TryCurrent() is not { } environment)
{
    terminal.Fault("the current folder no longer exists. Change to another one.");
    return ExitCodes.BadInput;
}

return await new CommandLine(terminal, environment, TimeProvider.System, http, interruption).RunAsync(args);
