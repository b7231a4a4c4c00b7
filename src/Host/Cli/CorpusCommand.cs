using System.ComponentModel;
using ActorLstm.Host.Runs;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>corpus FILE-or-NAME...</c>: describes a text as an experiment would read it.</summary>
internal sealed class CorpusCommand(Terminal terminal, ProcessEnvironment environment, HttpClient http) : AsyncCommand<CorpusCommand.Settings>
{
    private static readonly (string OfRun, string Here)[] OwnWords =
    [
        ("name it: corpus.encoding = \"windows-1252\", for instance, or \"iso-8859-1\"", "name it: --encoding windows-1252, for instance, or iso-8859-1"),
        ("Set corpus.encoding to", "Give with --encoding"), ("set corpus.encoding = ", "give --encoding "), ("or set corpus.encoding", "or give --encoding"), ("corpus.encoding = ", "--encoding "),
        ("corpus.encoding", "--encoding"), (", or set corpus.fallback = sample to use the embedded text", ", or name sample for the embedded text"),
        ("or set corpus.fallback = sample to use the embedded text", "or name sample for the embedded text"),
    ];

    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var places = CorpusPlaces.FromEnvironment(environment.Variable, environment.Folder);
        var options = settings.Options();
        var corpus = await ReadAsync(new CorpusLocator(places, http), options, cancellationToken);
        var description = new CorpusDescription(corpus, new WindowOptions { MaxLength = settings.MaxLength, Step = settings.Step });
        if (settings.Json)
        {
            terminal.Result(JsonOutput.Line(description.Json));
        }
        else
        {
            terminal.Out.Write(description.Table.Rendered);
        }

        return ExitCodes.Done;
    }

    // The messages name the settings of a run; here an argument and an option stand for them, and there is nothing else to set.
    private static async Task<Corpus> ReadAsync(CorpusLocator locator, CorpusOptions options, CancellationToken cancellation)
    {
        try
        {
            return Corpus.Inspect(await locator.FindAsync(options, new CorpusSearch { Limit = MemoryLimit.OfThisProcess().ForCorpus }, cancellation), options);
        }
        catch (InvalidInputException fault)
        {
            throw new InvalidInputException(InOwnWords(fault.Message), fault);
        }
    }

    /// <summary>A message about a text in the words of this verb.</summary>
    internal static string InOwnWords(string message) => OwnWords.Aggregate(message, (told, words) => told.Replace(words.OfRun, words.Here, StringComparison.Ordinal));

    internal sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "<FILE-or-NAME>")]
        [Description("The path of a text file, of a folder with *.txt files, or a known name: nietzsche, sample. Several are one corpus.")]
        public string[] Sources { get; init; } = [];

        [CommandOption("--encoding <NAME>")]
        [Description("The character encoding of the file, for instance windows-1252.")]
        [DefaultValue("utf-8")]
        public string Encoding { get; init; } = "";

        [CommandOption("--keep-case")]
        [Description("Leave capital letters as they are; otherwise the text is brought to lower case, as in an experiment.")]
        public bool KeepCase { get; init; }

        [CommandOption("--maxlen <N>")]
        [Description("Characters of a window, at least 1.")]
        [DefaultValue(60)]
        public int MaxLength { get; init; }

        [CommandOption("--step <N>")]
        [Description("Characters between the starts of two windows, at least 1.")]
        [DefaultValue(3)]
        public int Step { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object.")]
        public bool Json { get; init; }

        /// <summary>How the text is read.</summary>
        /// <exception cref="InvalidInputException">An option is out of its range.</exception>
        public CorpusOptions Options() => (MaxLength, Step) is ( >= 1, >= 1)
            ? new CorpusOptions { Source = new CorpusSource(Sources), Encoding = Encoding, Lowercase = !KeepCase }
            : throw new InvalidInputException($"--maxlen and --step are at least 1; found --maxlen {MaxLength} --step {Step}.");
    }
}
