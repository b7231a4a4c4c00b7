using System.ComponentModel;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Model;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>remove RUN...</c>: frees what runs take on the disk.</summary>
internal sealed class RemoveCommand(Terminal terminal, ProcessEnvironment environment, TimeProvider time) : AsyncCommand<RemoveCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var store = environment.Store(settings.Runs);
        var found = settings.Run.Select(store.Find).DistinctBy(run => run.Folder).ToList();
        foreach (var run in found)
        {
            var bytes = await RemoveAsync(run, cancellationToken);
            terminal.Result(settings.Json
                ? JsonOutput.Line(new Removed(run.Id, bytes))
                : $"removed {run.Id}{(run.Document is { } document ? $" ({document.Name})" : "")}, {bytes:N0} bytes are free");
        }

        return ExitCodes.Done;
    }

    // The journal first: a run without events is one that never began, and can be removed again.
    private async Task<long> RemoveAsync(StoredRun run, CancellationToken cancellation)
    {
        long bytes;
        using (RunLease.Take(run.Folder, RunOwner.ThisProcess(), time))
        {
            await using var journal = await RunJournals.OpenAsync(
                RecordedPersistence.Of(run.Folder, environment.Variables), Path.GetDirectoryName(run.Folder)!, time, cancellation);
            bytes = await journal.RemoveAsync(Path.GetFileName(run.Folder), cancellation);
        }

        try
        {
            bytes += FolderSize.Of(run.Folder);
            Directory.Delete(run.Folder, recursive: true);
            return bytes;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The folder {run.Folder} cannot be removed whole: {fault.Message} The run is out of the journal; remove the rest by hand.", fault);
        }
    }

    private sealed record Removed(string Id, long Bytes);

    internal sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "<RUN>")]
        [Description("The runs: ids, beginnings of them, names (the newest run of each), or folders.")]
        public string[] Run { get; init; } = [];

        [CommandOption(RunsOption.Template)]
        [Description(RunsOption.Description)]
        public string? Runs { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object a line for each run.")]
        public bool Json { get; init; }
    }
}
