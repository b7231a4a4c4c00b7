using ActorLstm.Host.Cli.Usage;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Model;
using ActorLstm.Model.Devices;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary>Runs a verb and turns whatever comes of it into an exit code and a message, never a stack trace.</summary>
internal sealed class CommandLine(Terminal terminal, ProcessEnvironment environment, TimeProvider time, HttpClient http, Interruption interruption)
{
    /// <summary>Runs the verb that the arguments name.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            var read = ArgumentReader.Read(arguments);
            foreach (var note in ProgramVariables.Misspelt(environment.Variables))
            {
                terminal.Message($"note: {note}");
            }

            var exitCode = await App().RunAsync(read, interruption.Token);
            return exitCode == ExitCodes.Interrupted && interruption.ExitCode != 0 ? interruption.ExitCode : exitCode;
        }
        catch (OperationCanceledException) when (interruption.ExitCode != 0)
        {
            terminal.Fault("interrupted.");
            return interruption.ExitCode;
        }
        catch (UsageException fault)
        {
            terminal.Fault(fault.Message);
            terminal.Message(fault.Advice);
        }
        catch (CommandAppException fault)
        {
            terminal.Fault(fault.Message);
            terminal.Message(Verbs.Find(arguments[0]) is { } verb ? VerbSyntax.Of(verb).Help : "See actorlstm --help.");
        }
        catch (ConfigurationException fault)
        {
            var refused = fault.Errors.All(error => error.Source.StartsWith("--", StringComparison.Ordinal)) ? "the command line" : "the configuration";
            terminal.Fault($"{refused} is refused, nothing was started ({fault.Errors.Count} {(fault.Errors.Count == 1 ? "error" : "errors")}):");
            terminal.Message(fault.Message);
        }
        catch (InvalidInputException fault)
        {
            terminal.Fault(fault.Message);
        }
        catch (TorchUnavailableException fault)
        {
            terminal.Fault(fault.Message);
            terminal.Message("actorlstm doctor says more.");
        }
        catch (OutputException fault)
        {
            terminal.Fault(fault.Message);
            return interruption.ExitCodeOfRun;
        }
        catch (Exception fault)
        {
            terminal.Fault($"The program failed, which it should not: {fault.GetType().Name}: {fault.Message}");
            terminal.Message(CrashReport.Write(fault, arguments, time));
            return ExitCodes.Failed;
        }

        return ExitCodes.BadInput;
    }

    private CommandApp App()
    {
        var services = new ServiceCollection()
            .AddSingleton(terminal)
            .AddSingleton(environment)
            .AddSingleton(time)
            .AddSingleton(http)
            .AddSingleton(interruption);
        var app = new CommandApp(new TypeRegistrar(services));
        app.Configure(configurator =>
        {
            configurator.SetApplicationName("actorlstm");
            configurator.SetApplicationVersion(ProgramBuild.Current.ToString());
            configurator.UseStrictParsing();
            configurator.PropagateExceptions();
            configurator.CancellationExitCode(ExitCodes.Interrupted);
            configurator.ConfigureConsole(terminal.Out);
            Verbs.AddTo(configurator);
        });
        return app;
    }
}
