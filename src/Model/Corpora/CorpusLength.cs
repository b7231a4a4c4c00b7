namespace ActorLstm.Model.Corpora;

/// <summary>How long a corpus is, without reading it.</summary>
public static class CorpusLength
{
    /// <summary>Bytes of the files that whole paths name; null where one is a known name, or is not there.</summary>
    public static long? Of(CorpusSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var bytes = 0L;
        foreach (var item in source.Items)
        {
            if (LengthOf(item) is not { } length)
            {
                return null;
            }

            bytes += length;
        }

        return bytes;
    }

    private static long? LengthOf(string item) => !Path.IsPathRooted(item) ? null
        : File.Exists(item) ? new FileInfo(item).Length
        : Directory.Exists(item) ? CorpusFolder.Texts(item).Sum(text => new FileInfo(text.Path).Length)
        : null;
}
