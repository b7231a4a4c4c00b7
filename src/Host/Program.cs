using System.Globalization;
using ActorLstm.Host.Cli;
using ActorLstm.Host.Runs.Journals;

// Numbers and letter cases are the same everywhere, whatever the language of the system.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;

var terminal = Terminal.Open();
JournalWait.Tell = terminal.Message;
using var http = Downloads.Client(terminal.Message, Downloads.ConnectPatience);
return await new CommandLine(terminal, ProcessEnvironment.Current(), TimeProvider.System, http).RunAsync(args);
