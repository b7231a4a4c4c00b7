using ActorLstm.Model;

namespace ActorLstm.Host.Exports;

/// <summary>A file that an export or a report writes: whole, or not at all.</summary>
/// <param name="Path">Where it will stand, absolute.</param>
/// <param name="WriteAsync">Writes its content.</param>
public sealed record ExportFile(string Path, Func<Stream, Task> WriteAsync)
{
    /// <summary>A file of these bytes.</summary>
    public static ExportFile Of(string path, byte[] content) => new(path, async stream => await stream.WriteAsync(content));

    /// <summary>
    /// Writes files that belong together, each under a temporary name beside its place. They get their own names only once all
    /// are on the disk.
    /// </summary>
    /// <param name="files">The files; their folders are made.</param>
    /// <param name="overwrite">Whether files that stand there already are replaced.</param>
    /// <returns>The bytes of each.</returns>
    /// <exception cref="InvalidInputException">One stands there already, or cannot be written.</exception>
    public static async Task<IReadOnlyList<long>> WriteAllAsync(IReadOnlyList<ExportFile> files, bool overwrite)
    {
        // The name of the file is no part of the temporary one: TensorBoard reads whatever has tfevents in its name.
        var temporary = files.Select(file => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file.Path)!, $".{System.IO.Path.GetRandomFileName()}.partial")).ToList();
        try
        {
            foreach (var file in files.Where(file => !overwrite || Directory.Exists(file.Path)))
            {
                RequireAbsent(file.Path);
            }

            for (var i = 0; i < files.Count; i++)
            {
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(files[i].Path)!);
                await using var stream = new FileStream(temporary[i], FileMode.CreateNew, FileAccess.ReadWrite);
                await files[i].WriteAsync(stream);
                stream.Flush(flushToDisk: true);
            }

            var bytes = temporary.Select(path => new FileInfo(path).Length).ToList();
            for (var i = 0; i < files.Count; i++)
            {
                File.Move(temporary[i], files[i].Path, overwrite);
            }

            return bytes;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{files[0].Path} cannot be written: {fault.Message} Name another place with --output.", fault);
        }
        finally
        {
            temporary.Where(File.Exists).ToList().ForEach(File.Delete);
        }
    }

    /// <summary>Refuses a place where something stands already.</summary>
    /// <exception cref="InvalidInputException">A file or a folder stands there.</exception>
    public static void RequireAbsent(string path)
    {
        if (Directory.Exists(path))
        {
            throw new InvalidInputException($"{path} is a folder; a file is written there. Name another place with --output.");
        }

        if (File.Exists(path))
        {
            throw new InvalidInputException($"{path} is there already. Name another place with --output, or replace it with --overwrite.");
        }
    }
}
