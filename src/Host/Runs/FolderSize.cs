namespace ActorLstm.Host.Runs;

/// <summary>The bytes of all files of a folder.</summary>
internal static class FolderSize
{
    /// <summary>Counts them; a file that goes in the meantime counts nothing.</summary>
    public static long Of(string folder)
    {
        long bytes = 0;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            try
            {
                bytes += file.Length;
            }
            catch (IOException)
            {
            }
        }

        return bytes;
    }
}
