using System.ComponentModel;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>corpus FILE-or-NAME...</c>: describes a text as an experiment would read it.</summary>
internal sealed class CorpusCommand(Terminal terminal, ProcessEnvironment environment, HttpClient http) : AsyncCommand<CorpusCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var places = CorpusPlaces.FromEnvironment(environment.Variable, environment.Folder);
        var options = settings.Options();
        var file = await new CorpusLocator(places, http).FindAsync(options, cancellationToken);
        var corpus = Corpus.Read(file, options);
        var description = new Description(corpus, settings.MaxLength, settings.Step);
        if (settings.Json)
        {
            terminal.Result(JsonOutput.Line(Described(description)));
        }
        else
        {
            terminal.Out.Write(Tabulated(description).Rendered);
        }

        return ExitCodes.Done;
    }

    private static object Described(Description description)
    {
        var corpus = description.Corpus;
        return new
        {
            corpus.File.Name,
            corpus.File.Sha256,
            corpus.File.Bytes,
            Characters = corpus.Length,
            Distinct = corpus.Vocabulary.Count,
            Alphabet = corpus.Vocabulary.ToString(),
            description.Windows,
            LineEndings = new { corpus.LineEndings.Lf, corpus.LineEndings.Crlf, corpus.LineEndings.Cr },
            description.Problems,
        };
    }

    private static NamedValues Tabulated(Description description)
    {
        var corpus = description.Corpus;
        var table = new NamedValues();
        table.Add("name", corpus.File.Name);
        table.Add("origin", corpus.File.Origin);
        table.Add("sha256", corpus.File.Sha256);
        table.Add("bytes", $"{corpus.File.Bytes:N0}");
        table.Add("characters", $"{corpus.Length:N0}");
        table.Add("distinct", $"{corpus.Vocabulary.Count:N0}");
        table.Add("alphabet", string.Concat(corpus.Vocabulary.Characters.Select(Visible)));
        table.Add("windows", $"{description.Windows:N0} of {description.MaxLength} characters, {description.Step} apart");
        table.Add("line ends", $"{corpus.LineEndings.Lf:N0} LF, {corpus.LineEndings.Crlf:N0} CRLF, {corpus.LineEndings.Cr:N0} CR");
        table.Add("problems", description.Problems is [] ? ["none"] : description.Problems);
        return table;
    }

    private static string Visible(System.Text.Rune character) => character.Value switch
    {
        '\n' => "\\n",
        '\t' => "\\t",
        '\\' => "\\\\",
        _ when System.Text.Rune.IsControl(character) => $"\\u{character.Value:x4}",
        _ => character.ToString(),
    };

    private sealed record Description(Corpus Corpus, int MaxLength, int Step)
    {
        public int Windows { get; } = Corpus.Length > MaxLength ? new WindowSet(Corpus.Length, new WindowOptions { MaxLength = MaxLength, Step = Step }).Count : 0;

        public IReadOnlyList<string> Problems => Windows > 0 ? Corpus.Problems :
        [
            .. Corpus.Problems,
            $"too short for training: a window of {MaxLength} characters and the one after it need at least {MaxLength + 1L}, and the text has {Corpus.Length}",
        ];
    }

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
