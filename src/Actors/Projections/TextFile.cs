using System.Text;

namespace ActorLstm.Actors.Projections;

/// <summary>Files that are read by others while they are written.</summary>
public static class TextFile
{
    /// <summary>Replaces a file whole: whoever reads it sees the old text or the new one.</summary>
    public static void Replace(string path, string text)
    {
        var partial = path + ".partial";
        try
        {
            File.WriteAllText(partial, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
