namespace ActorLstm.Host.Runs;

/// <summary>The bytes of all files of a folder.</summary>
internal static class FolderSize
{
    // What a link leads to is not in the folder.
    private static readonly EnumerationOptions Inside = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Counts them; a file that goes in the meantime counts nothing.</summary>
    public static long Of(string folder)
    {
        long bytes = 0;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", Inside))
        {
            try
            {
                bytes += file.Length;
            }
            catch (IOException)
            {
                // It went in the meantime.
            }
        }

        return bytes;
    }
}
