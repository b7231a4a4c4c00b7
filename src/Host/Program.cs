using System.Globalization;
using ActorLstm.Host.Cli;

// Numbers and letter cases are the same everywhere, whatever the language of the system.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;

using var http = new HttpClient();
return await new CommandLine(Terminal.Open(), ProcessEnvironment.Current(), TimeProvider.System, http).RunAsync(args);
