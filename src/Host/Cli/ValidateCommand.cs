using System.ComponentModel;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Model;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>validate FILE.conf</c>: checks a configuration and the memory that it needs, and shows it whole, with every default.</summary>
internal sealed class ValidateCommand(Terminal terminal, ProcessEnvironment environment) : AsyncCommand<ValidateCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var limit = settings.Memory is { } size ? new MemoryLimit(MemorySize.Parse("--memory", size), "--memory") : MemoryLimit.OfThisProcess();
        try
        {
            var loaded = settings.LoadWhole(environment);
            var memory = await MemoryOfAsync(loaded, settings, limit, cancellationToken);
            if (settings.Json)
            {
                var configuration = JsonOutput.Of(ResolvedConfiguration.Tree(loaded.Run));
                terminal.Result(JsonOutput.Line(new { Valid = true, Configuration = configuration, Runs = loaded.Batch?.Runs.Select(run => run.Settings), Memory = memory is null ? null : Shown(memory) }));
            }
            else
            {
                Show(loaded, memory);
            }

            return ExitCodes.Done;
        }
        catch (ConfigurationException fault) when (settings.Json)
        {
            return Refused(fault.Errors);
        }
        catch (InvalidInputException fault) when (settings.Json)
        {
            return Refused([new ConfigurationError($"{ConfigurationLayers.Root}.corpus", fault.Message, settings.File, null)]);
        }
    }

    private int Refused(IReadOnlyList<ConfigurationError> errors)
    {
        terminal.Result(JsonOutput.Line(new { Valid = false, Errors = errors }));
        return ExitCodes.BadInput;
    }

    // What a sweep needs depends on the run that it takes its checkpoints from, and is checked when it is run.
    private async Task<ValidatedMemory?> MemoryOfAsync(LoadedConfiguration loaded, Settings settings, MemoryLimit limit, CancellationToken cancellation)
    {
        if (loaded.Run.Sweep.Run is not null)
        {
            return null;
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(settings.File, environment.Folder))!;
        var memory = await ValidatedMemory.OfAsync(loaded, folder, environment, limit, isHere: settings.Memory is null, cancellation);
        return memory.Refusal is { } refusal
            ? throw new ConfigurationException([new ConfigurationError(null, memory.Assumption is { } assumption ? $"{refusal} {assumption}" : refusal, settings.File, null)])
            : memory;
    }

    private void Show(LoadedConfiguration loaded, ValidatedMemory? memory)
    {
        terminal.Result(ResolvedConfiguration.Write(loaded.Run).TrimEnd('\n'));
        foreach (var line in memory?.Lines() ?? [])
        {
            terminal.Result($"# {line}"); // A comment: what is printed is a configuration.
        }

        if (loaded.Run.Sweep.Run is { } run)
        {
            terminal.Message($"a sweep of the run {run}, which gives every setting that the file leaves out");
        }
        else if (loaded.Batch is { } batch)
        {
            terminal.Message($"a batch of {RunWords.Counted(batch.Runs.Count, "run")}; run it with --dry-run to see them");
        }
    }

    private static object Shown(ValidatedMemory memory) => new
    {
        memory.Estimate.Total,
        memory.Estimate.Program,
        memory.Estimate.Corpus,
        memory.Estimate.Weights,
        memory.Estimate.Batch,
        memory.Estimate.Checkpoint,
        memory.Estimate.Texts,
        memory.Estimate.Drawing,
        memory.AtOnce,
        Available = memory.Limit.Bytes,
        memory.Limit.Source,
        memory.Assumption,
    };

    internal sealed class Settings : ConfigurationSettings
    {
        [CommandOption("--memory <SIZE>")]
        [Description("Check against this much memory, for instance 1.5GB, instead of what this process may use.")]
        public string? Memory { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object: whether it is valid, the configuration and its memory in bytes, or the errors.")]
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
