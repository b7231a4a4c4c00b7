using System.ComponentModel;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>corpus FILE-or-NAME</c>: describes a text as an experiment would read it.</summary>
internal sealed class CorpusCommand(Terminal terminal, ProcessEnvironment environment, HttpClient http) : AsyncCommand<CorpusCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var places = CorpusPlaces.FromEnvironment(environment.Variable, environment.Folder);
        var options = settings.Options();
        var file = await new CorpusLocator(places, http).FindAsync(options, cancellationToken);
        var corpus = Corpus.Read(file, options);
        var windows = new WindowSet(corpus.Length, new WindowOptions { MaxLength = settings.MaxLength, Step = settings.Step });
        if (settings.Json)
        {
            terminal.Result(JsonOutput.Line(Described(corpus, windows)));
        }
        else
        {
            terminal.Out.Write(Tabulated(corpus, windows));
        }

        return ExitCodes.Done;
    }

    private static object Described(Corpus corpus, WindowSet windows) => new
    {
        corpus.File.Name,
        corpus.File.Sha256,
        corpus.File.Bytes,
        Characters = corpus.Length,
        Distinct = corpus.Vocabulary.Count,
        Alphabet = corpus.Vocabulary.ToString(),
        Windows = windows.Count,
        LineEndings = new { corpus.LineEndings.Lf, corpus.LineEndings.Crlf, corpus.LineEndings.Cr },
        corpus.Problems,
    };

    private static Table Tabulated(Corpus corpus, WindowSet windows)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumn(new TableColumn("") { NoWrap = true });
        table.AddColumn("");
        Row("name", corpus.File.Name);
        Row("origin", corpus.File.Origin);
        Row("sha256", corpus.File.Sha256);
        Row("bytes", $"{corpus.File.Bytes:N0}");
        Row("characters", $"{corpus.Length:N0}");
        Row("distinct", $"{corpus.Vocabulary.Count:N0}");
        Row("alphabet", string.Concat(corpus.Vocabulary.Characters.Select(Visible)));
        Row("windows", $"{windows.Count:N0} of {windows.MaxLength} characters, {windows.Step} apart");
        Row("line ends", $"{corpus.LineEndings.Lf:N0} LF, {corpus.LineEndings.Crlf:N0} CRLF, {corpus.LineEndings.Cr:N0} CR");
        Row("problems", corpus.Problems.Count == 0 ? "none" : string.Join('\n', corpus.Problems));
        return table;

        void Row(string name, string value) => table.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), new Text(value));
    }

    private static string Visible(System.Text.Rune character) => character.Value switch
    {
        '\n' => "\\n",
        '\t' => "\\t",
        '\\' => "\\\\",
        _ when System.Text.Rune.IsControl(character) => $"\\u{character.Value:x4}",
        _ => character.ToString(),
    };

    internal sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "<FILE-or-NAME>")]
        [Description("The path of a text file, or a known name: nietzsche, sample.")]
        public string Source { get; init; } = "";

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
        public CorpusOptions Options() => (MaxLength, Step) is (>= 1, >= 1)
            ? new CorpusOptions { Source = Source, Encoding = Encoding, Lowercase = !KeepCase }
            : throw new InvalidInputException($"--maxlen and --step are at least 1; found --maxlen {MaxLength} --step {Step}.");
    }
}
