using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary>A verb of the command line.</summary>
/// <param name="Name">What is typed.</param>
/// <param name="Description">What it does, for <c>--help</c>.</param>
/// <param name="Settings">The type whose properties are its arguments and options.</param>
/// <param name="Examples">Arguments that work, each from the verb on.</param>
/// <param name="AddTo">Registers its command.</param>
internal sealed record Verb(string Name, string Description, Type Settings, IReadOnlyList<string[]> Examples, Func<IConfigurator, string, ICommandConfigurator> AddTo)
{
    /// <summary>A verb and the command that carries it out.</summary>
    public static Verb Of<TCommand, TSettings>(string name, string description, params string[] examples)
        where TCommand : class, ICommand<TSettings>
        where TSettings : CommandSettings =>
        new(name, description, typeof(TSettings), [.. examples.Select(example => example.Split(' '))], (configurator, verb) => configurator.AddCommand<TCommand>(verb));
}

/// <summary>Every verb of the command line, in the order of <c>--help</c>.</summary>
internal static class Verbs
{
    /// <summary>The verbs.</summary>
    public static IReadOnlyList<Verb> All { get; } =
    [
        Verb.Of<RunCommand, RunCommand.Settings>(
            "run",
            "Runs an experiment to its end: trains epoch by epoch and generates texts after each.",
            "run config/quickstart.conf",
            "run config/nietzsche.conf --set experiment.epochs=5 --runs results"),
        Verb.Of<ResumeCommand, ResumeCommand.Settings>(
            "resume",
            "Goes on with a run that was interrupted, from where it was: it ends as if it had never been.",
            "resume quickstart",
            "resume 20260314-150926-k3xp --runs results"),
        Verb.Of<SampleCommand, SampleSettings>(
            "sample",
            "Generates text from a checkpoint of a run.",
            "sample quickstart --temperature 0.2,0.8 --length 200",
            "sample quickstart --epoch 2 --seed-text truth"),
        Verb.Of<ExportCommand, ExportCommand.Settings>(
            "export",
            "Writes a run in the formats of other programs: weights, losses, texts.",
            "export quickstart --format tensorboard --output logs/quickstart",
            "export quickstart --format pytorch --epoch 2 --output quickstart.pt"),
        Verb.Of<ImportCommand, ImportCommand.Settings>(
            "import",
            "Makes a run of weights from another program, or from an export, to generate texts from.",
            "import model.safetensors --name imported",
            "import model.pt --config config/nietzsche.conf --set model.hidden=256"),
        Verb.Of<ListCommand, ListCommand.Settings>(
            "list",
            "Lists the runs, the newest first.",
            "list --limit 20",
            "list --status interrupted --json"),
        Verb.Of<ShowCommand, ShowCommand.Settings>(
            "show",
            "Shows everything about a run.",
            "show quickstart",
            "show 20260314-150926-k3xp --json"),
        Verb.Of<CompareCommand, CompareCommand.Settings>(
            "compare",
            "Compares runs: the settings that differ, and what came of them.",
            "compare quickstart hamlet",
            "compare rates --json"),
        Verb.Of<ReportCommand, ReportCommand.Settings>(
            "report",
            "Writes a report on runs or a batch: plots, texts side by side, measures, settings.",
            "report quickstart",
            "report rates --format csv --output rates.csv"),
        Verb.Of<PauseCommand, RequestCommand.Settings>(
            "pause",
            "Has a run that another process works on stop for a while; resume has it go on.",
            "pause quickstart"),
        Verb.Of<CancelCommand, RequestCommand.Settings>(
            "cancel",
            "Has the process that works on a run end it for good.",
            "cancel quickstart"),
        Verb.Of<RemoveCommand, RemoveCommand.Settings>(
            "remove",
            "Removes runs, and says how many bytes that frees.",
            "remove quickstart hamlet",
            "remove --status failed --older-than 30d --dry-run"),
        Verb.Of<ValidateCommand, ValidateCommand.Settings>(
            "validate",
            "Checks a configuration and prints it whole, with every default. Everything that is wrong is reported at once.",
            "validate config/quickstart.conf",
            "validate config/nietzsche.conf --set training.batch-size=64 --json"),
        Verb.Of<CorpusCommand, CorpusCommand.Settings>(
            "corpus",
            "Describes a text as an experiment would read it: sizes, alphabet, sha256, problems.",
            "corpus nietzsche",
            "corpus letters.txt --encoding windows-1252 --json"),
        Verb.Of<ServeCommand, ServeCommand.Settings>(
            "serve",
            "Runs the hosted service: experiments are submitted over HTTP, watched and steered.",
            "serve",
            "serve --urls http://127.0.0.1:0 --runs results"),
        Verb.Of<NodeCommand, NodeCommand.Settings>(
            "node",
            "Runs a node of a cluster: the service, or samplers that generate texts for it.",
            "node --roles coordinator,sampler --runs results",
            "node --roles sampler --port 0 --join 127.0.0.1:4053"),
        Verb.Of<BenchCommand, BenchCommand.Settings>(
            "bench",
            "Measures how fast the program is on this machine, beside what it is compared with.",
            "bench --quick",
            "bench --json"),
        Verb.Of<DoctorCommand, DoctorCommand.Settings>(
            "doctor",
            "Says what the program would use on this machine and why, and what is wrong with it.",
            "doctor",
            "doctor --json"),
    ];

    /// <summary>The verb of this name, or null.</summary>
    public static Verb? Find(string? name) => All.FirstOrDefault(verb => verb.Name == name);

    /// <summary>Registers them.</summary>
    public static void AddTo(IConfigurator configurator)
    {
        foreach (var verb in All)
        {
            var command = verb.AddTo(configurator, verb.Name).WithDescription(verb.Description);
            foreach (var example in verb.Examples)
            {
                command.WithExample(example);
            }
        }
    }
}
