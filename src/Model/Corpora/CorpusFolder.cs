namespace ActorLstm.Model.Corpora;

/// <summary>The texts of a folder.</summary>
internal static class CorpusFolder
{
    /// <summary>What the name of a text ends with, in capital or small letters.</summary>
    public const string Extension = ".txt";

    private const int MostFiles = 10_000;

    /// <summary>
    /// The files <c>*.txt</c> of a folder and of the folders in it, in the ordinal order of their paths within it, which is the same on every machine.
    /// Files and folders whose names begin with a dot are left out. Symbolic links are followed.
    /// </summary>
    /// <returns>The path of each within the folder, with <c>/</c> on every system, and its whole path.</returns>
    /// <exception cref="InvalidInputException">There is none, there are too many, a link leads back, or a folder cannot be read.</exception>
    public static IReadOnlyList<(string Name, string Path)> Texts(string folder)
    {
        var texts = new List<(string Name, string Path)>();
        try
        {
            Walk(new DirectoryInfo(folder), "", [Real(new DirectoryInfo(folder), folder)], texts);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The folder {folder} cannot be read as a corpus: {fault.Message}", fault);
        }

        texts.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return texts.Count > 0 ? texts : throw new InvalidInputException(
            $"The folder {folder} has no file *{Extension}, and its subfolders have none. A folder as a corpus means its *{Extension} files. "
            + "Name a file or another folder, or rename the texts.");
    }

    private static void Walk(DirectoryInfo folder, string prefix, IReadOnlyList<string> above, List<(string Name, string Path)> texts)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().Where(entry => !entry.Name.StartsWith('.')))
        {
            if (entry is DirectoryInfo inner)
            {
                var real = Real(inner, Path.Combine(above[^1], inner.Name));
                if (above.Contains(real))
                {
                    throw new InvalidInputException($"The folder {inner.FullName} is a symbolic link to {real}, which contains it, so its files repeat without end. Remove the link.");
                }

                Walk(inner, $"{prefix}{inner.Name}/", [.. above, real], texts);
            }
            else if (entry.Name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
            {
                texts.Add(($"{prefix}{entry.Name}", entry.FullName));
                if (texts.Count > MostFiles)
                {
                    throw new InvalidInputException($"The folder {folder.FullName} is part of a corpus with more than {MostFiles:N0} files, the most that are read. Use a part of them, or join them.");
                }
            }
        }
    }

    private static string Real(FileSystemInfo entry, string unlinked) => entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? unlinked;
}
