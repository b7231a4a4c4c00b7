using System.ComponentModel;
using System.Text;
using ActorLstm.Host.Reports;
using ActorLstm.Host.Reports.Facts;
using ActorLstm.Host.Reports.Pages;
using ActorLstm.Host.Reports.Plots;
using ActorLstm.Model;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>report RUN-or-BATCH...</c>: everything about runs and batches in one file, with plots and texts side by side.</summary>
internal sealed class ReportCommand(Terminal terminal, ProcessEnvironment environment, TimeProvider time) : AsyncCommand<ReportCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var format = Enum.Parse<ReportFormat>(settings.Format, ignoreCase: true);
        var ready = format == ReportFormat.Html ? Task.Run(PlotDrawing.GetReady, cancellationToken) : Task.CompletedTask;
        var subjects = ReportSubjects.Find(environment.Store(settings.Runs), settings.Run);
        subjects = subjects with { Runs = await MendedRuns.OfAsync(subjects.Runs, environment, time, terminal, cancellationToken) };
        var report = await Report.ReadAsync(subjects, new RunCorpora(environment.Variable, environment.Folder), cancellationToken);
        await ready;
        var text = format switch
        {
            ReportFormat.Html => await HtmlReport.OfAsync(report),
            ReportFormat.Md => MarkdownReport.Of(report),
            ReportFormat.Csv => CsvReport.Of(report),
            _ => JsonReport.Of(report) + "\n",
        };
        if ((settings.Output ?? (format == ReportFormat.Html ? $"report-{FileName(report.Title)}.html" : null)) is not { } file)
        {
            terminal.Results.Write(text);
            terminal.Results.Flush();
            return ExitCodes.Done;
        }

        await WriteAsync(Path.GetFullPath(file, environment.Folder), text, cancellationToken);
        terminal.Message($"the report is in {environment.Shown(Path.GetFullPath(file, environment.Folder))}");
        return ExitCodes.Done;
    }

    private static async Task WriteAsync(string path, string text, CancellationToken cancellation)
    {
        try
        {
            await File.WriteAllTextAsync(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The report cannot be written to {path}: {fault.Message} Name another file with --output.", fault);
        }
    }

    // A name may hold what the name of a file must not.
    private static string FileName(string title)
    {
        const int Longest = 80;
        var name = string.Concat(title.Take(Longest).Select(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' ? character : '-'));
        return name.Trim('-', '.') is { Length: > 0 } usable ? usable : "runs";
    }

    internal sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "<RUN-or-BATCH>")]
        [Description("The runs and batches: ids, beginnings of them, names (the newest of each), or folders of runs.")]
        public string[] Run { get; init; } = [];

        [CommandOption("--format <FORMAT>")]
        [Description("html, a page for a browser that needs no other file; md, Markdown; csv, a row for each figure; or json, one object. Else html.")]
        public string Format { get; init; } = "html";

        [CommandOption("--output <FILE>")]
        [Description("Where it is written; else html goes to report-NAME.html in the current folder, and the others to stdout.")]
        public string? Output { get; init; }

        [CommandOption(RunsOption.Template)]
        [Description(RunsOption.Description)]
        public string? Runs { get; init; }

        public override ValidationResult Validate() => Enum.GetNames<ReportFormat>().Contains(Format, StringComparer.OrdinalIgnoreCase)
            ? ValidationResult.Success()
            : ValidationResult.Error($"--format wants one of {string.Join(", ", Enum.GetNames<ReportFormat>()).ToLowerInvariant()}; found {Format}.");
    }
}
