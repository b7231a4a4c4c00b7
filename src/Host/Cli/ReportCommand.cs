using System.ComponentModel;
using System.Text;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Cli.Outputs;
using ActorLstm.Host.Exports;
using ActorLstm.Host.Reports;
using ActorLstm.Host.Reports.Facts;
using ActorLstm.Host.Reports.Pages;
using ActorLstm.Host.Reports.Plots;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>report RUN-or-BATCH...</c>: everything about runs and batches in one file, with plots and texts side by side.</summary>
internal sealed class ReportCommand(Terminal terminal, ProcessEnvironment environment, TimeProvider time) : AsyncCommand<ReportCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var format = settings.Read();
        var ready = format == ReportFormat.Html ? Task.Run(PlotDrawing.GetReady, cancellationToken) : Task.CompletedTask;
        var isOnPage = format is ReportFormat.Html or ReportFormat.Md;
        var subjects = ReportSubjects.Find(environment.Store(settings.Runs), settings.Run, cancellationToken);
        var measured = Report.MeasuredOf(subjects.Runs.Count, isOnPage);
        subjects = subjects with { Runs = await MendedRuns.OfAsync(subjects.Runs, index => index < measured ? [] : ReportedRun.Files, environment, time, terminal, cancellationToken) };
        var file = FileOf(settings.Output, format, subjects);
        var overwrite = file is not null && (settings.Overwrite || HtmlReport.IsAbout(subjects, file));
        if (file is not null && !overwrite)
        {
            ExportFile.RequireAbsent(file);
        }

        var report = await Report.ReadAsync(subjects, new RunCorpora(environment.Variable, environment.Folder), isOnPage, cancellationToken);
        await ready;
        var text = format switch
        {
            ReportFormat.Html => await HtmlReport.OfAsync(report),
            ReportFormat.Md => MarkdownReport.Of(report),
            ReportFormat.Csv => CsvReport.Of(report),
            _ => JsonReport.Of(report) + "\n",
        };
        if (format == ReportFormat.Csv)
        {
            Tell(report);
        }

        if (file is null)
        {
            terminal.Results.Write(text);
            terminal.Results.Flush();
            return ExitCodes.Done;
        }

        await ExportFile.WriteAllAsync([ExportFile.Of(file, Encoding.UTF8.GetBytes(text))], overwrite);
        terminal.Message($"the report is in {environment.Shown(file)}");
        return ExitCodes.Done;
    }

    // A table has no place for what the other formats say of gaps.
    private void Tell(Report report)
    {
        var notes = new Notes(terminal);
        foreach (var note in report.Notes)
        {
            notes.Add(note);
        }

        foreach (var lack in report.Runs.SelectMany(run => run.Lacks.Select(lack => (Lack: lack, run.Label))).GroupBy(lack => lack.Lack, lack => lack.Label))
        {
            notes.Add($"{VisibleText.OneLine(lack.First())}{(lack.Skip(1).Any() ? $" and {RunWords.Counted(lack.Count() - 1, "other run")}" : "")}: {lack.Key}");
        }

        notes.End();
    }

    // Null for stdout.
    private string? FileOf(string? output, ReportFormat format, ReportSubjects subjects) => (output, format) switch
    {
        (not null, _) => Path.GetFullPath(output, environment.Folder),
        (_, ReportFormat.Html) => Path.GetFullPath($"report-{FileName(subjects.Title)}{(subjects.AreOne ? "" : $"-{subjects.Key[..8]}")}.html", environment.Folder),
        _ => null,
    };

    // A name may hold what the name of a file must not, and be longer than it may be.
    private static string FileName(string title)
    {
        const int Longest = 120; // bytes in UTF-8
        var name = new StringBuilder();
        var length = 0;
        foreach (var character in title.EnumerateRunes())
        {
            length += character.Utf8SequenceLength;
            if (length > Longest)
            {
                break;
            }

            name.Append(Rune.IsLetterOrDigit(character) || character.Value is '-' or '_' or '.' ? character.ToString() : "-");
        }

        return name.ToString().Trim('-', '.') is { Length: > 0 } usable ? usable : "run";
    }

    internal sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "<RUN-or-BATCH>")]
        [Description("The runs and batches: ids, beginnings of them, names (the newest of each), or folders of runs.")]
        public string[] Run { get; init; } = [];

        [CommandOption("--format <FORMAT>")]
        [Description("html, a page for a browser that needs no other file; md, Markdown; csv, a row for each figure; or json, one object. Else html.")]
        public string? Format { get; init; }

        [CommandOption("--output <FILE>")]
        [Description("Where it is written; else html goes to report-NAME.html in the current folder, and the others to stdout.")]
        public string? Output { get; init; }

        [CommandOption("--overwrite")]
        [Description("Replace a file that is there already. An earlier page about the same is replaced anyway.")]
        public bool Overwrite { get; init; }

        [CommandOption(RunsOption.Template)]
        [Description(RunsOption.Description)]
        public string? Runs { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object: the same as --format json.")]
        public bool Json { get; init; }

        /// <summary>How it is written.</summary>
        public ReportFormat Read() => Json ? ReportFormat.Json : Enum.Parse<ReportFormat>(Format ?? nameof(ReportFormat.Html), ignoreCase: true);

        public override ValidationResult Validate() =>
            Format is not null && !Enum.GetNames<ReportFormat>().Contains(Format, StringComparer.OrdinalIgnoreCase)
                ? ValidationResult.Error($"--format wants one of {string.Join(", ", Enum.GetNames<ReportFormat>()).ToLowerInvariant()}; found {Format}.")
            : Json && Format is not null && !Format.Equals(nameof(ReportFormat.Json), StringComparison.OrdinalIgnoreCase)
                ? ValidationResult.Error($"--json is --format json, and --format {Format} is something else: leave one of the two out.")
            : ValidationResult.Success();
    }
}
