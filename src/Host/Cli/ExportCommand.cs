using System.ComponentModel;
using ActorLstm.Actors.Projections;
using ActorLstm.Host.Exports;
using ActorLstm.Host.Runs;
using ActorLstm.Model;
using ActorLstm.Model.Checkpoints;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>export RUN</c>: a run in the formats of other programs.</summary>
internal sealed class ExportCommand(Terminal terminal, ProcessEnvironment environment, TimeProvider time) : AsyncCommand<ExportCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var format = settings.Read();
        await using var mending = environment.Mending(time, terminal);
        var run = await mending.MendAsync(StoredRun.Read(environment.Store(settings.Runs).Names().Find(settings.Run).Folder), [], cancellationToken);
        if (format.IsOfCheckpoint())
        {
            await ExportCheckpointAsync(run, format, settings);
        }
        else
        {
            await ExportLinesAsync(run, format, settings);
        }

        return ExitCodes.Done;
    }

    private async Task ExportCheckpointAsync(StoredRun run, ExportFormat format, Settings settings)
    {
        var store = new CheckpointStore(Path.Combine(run.Folder, RunFolder.CheckpointsFolder));
        var reference = CheckpointChoice.Of(run.Folder, store, run.Document?.Sweep, settings.Epoch);
        terminal.Message($"run {run.Id}, epoch {reference.Epoch}");
        if (format == ExportFormat.Logits)
        {
            terminal.Result(JsonOutput.Line(NextCharacter.After(settings.Text!, store.Load(reference), reference)));
            return;
        }

        var weights = store.LoadWeightsFile(reference);
        var name = $"{run.Id}-epoch-{reference.Epoch:D4}{(format == ExportFormat.Pytorch ? ".pt" : ".safetensors")}";
        if (format == ExportFormat.Pytorch)
        {
            weights = StateDict.Write(Safetensors.Read(weights));
        }

        await WriteAsync([ExportFile.Of(FileAt(settings.Output, name), weights)], settings);
    }

    private async Task ExportLinesAsync(StoredRun stored, ExportFormat format, Settings settings)
    {
        var run = ExportedRun.Read(stored);
        var folder = Path.GetFullPath(settings.Output ?? $"{run.Id}-{format.Word()}", environment.Folder);
        if (format == ExportFormat.Tensorboard)
        {
            EventFile.RequireAlone(folder, run);
        }

        ExportFile File(string name, Func<Stream, Task> write) => new(Path.Combine(folder, name), write);
        await WriteAsync(format switch
        {
            ExportFormat.Tensorboard => [File(EventFile.NameOf(run), stream => EventFile.WriteAsync(run, stream))],
            ExportFormat.Parquet => [.. Table.Of(run).Select(table => File($"{table.Name}.parquet", stream => ParquetTable.WriteAsync(table, run.Id, stream)))],
            _ => [.. Table.Of(run).Select(table => File($"{table.Name}.csv", stream => CsvTable.WriteAsync(table, stream)))],
        }, settings);
    }

    private async Task WriteAsync(IReadOnlyList<ExportFile> files, Settings settings)
    {
        var bytes = await ExportFile.WriteAllAsync(files, settings.Overwrite);
        foreach (var (file, length) in files.Zip(bytes))
        {
            terminal.Result(settings.Json
                ? JsonOutput.Line(new Written(file.Path, length))
                : $"{environment.Shown(file.Path)}, {length:N0} bytes");
        }
    }

    // Where --output names a folder, the file gets its name in it.
    private string FileAt(string? output, string name)
    {
        var path = Path.GetFullPath(output ?? name, environment.Folder);
        return Directory.Exists(path) || Path.EndsInDirectorySeparator(path) ? Path.Combine(path, name) : path;
    }

    private sealed record Written(string Path, long Bytes);

    internal sealed class Settings : RunSettings
    {
        [CommandOption("--format <FORMAT>")]
        [Description("One of safetensors and pytorch (the weights of a checkpoint), tensorboard, parquet and csv (losses and texts of every epoch), and logits (with --text). safetensors if not given. TensorBoard shows ten texts at most unless it is started with --samples_per_plugin text=1000.")]
        public string Format { get; init; } = ExportFormat.Safetensors.Word();

        [CommandOption("--epoch <N>")]
        [Description("The epoch whose checkpoint is used; the last one otherwise.")]
        public int? Epoch { get; init; }

        [CommandOption("--text <TEXT>")]
        [Description("For --format logits: the text after which the logits of the next character are printed, as one JSON object.")]
        public string? Text { get; init; }

        [CommandOption("--output <PATH>")]
        [Description("The file, or for tensorboard, parquet and csv the folder; else one named by the run in the current folder.")]
        public string? Output { get; init; }

        [CommandOption("--overwrite")]
        [Description("Replace files that are there already.")]
        public bool Overwrite { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object for each file.")]
        public bool Json { get; init; }

        /// <summary>The format, with options that fit it.</summary>
        /// <exception cref="InvalidInputException">They do not.</exception>
        public ExportFormat Read()
        {
            var format = ExportFormats.Read(Format);
            if (Epoch is not null && !format.IsOfCheckpoint())
            {
                throw new InvalidInputException($"--epoch chooses a checkpoint, and --format {Format} exports every epoch: leave --epoch out.");
            }

            if (Text is not null && format != ExportFormat.Logits)
            {
                throw new InvalidInputException($"--text belongs to --format logits, not to --format {Format}.");
            }

            if (format == ExportFormat.Logits && Text is null)
            {
                throw new InvalidInputException("--format logits wants --text TEXT, the text after which the logits are those of the next character.");
            }

            return format == ExportFormat.Logits && (Output is not null || Overwrite)
                ? throw new InvalidInputException("--format logits prints: leave --output and --overwrite out.")
                : format;
        }
    }
}
