using System.Security.Cryptography;
using System.Text;

namespace ActorLstm.Actors.Projections;

/// <summary><c>SHA256SUMS</c>: the hash of each file that is made from the events, as <c>sha256sum -c</c> reads them.</summary>
internal static class Checksums
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "SHA256SUMS";

    private const int Digits = 64;

    /// <summary>The hash of a text as it is written; lower-case hexadecimal.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The text of the file.</summary>
    public static string Write(IEnumerable<(string File, string Sha256)> sums) => string.Concat(sums.Select(sum => $"{sum.Sha256}  {sum.File}\n"));

    /// <summary>Reads the hashes by file; a line that is none is left out.</summary>
    /// <param name="folder">The folder with the file.</param>
    /// <param name="sums">What they are added to.</param>
    /// <returns>Why it cannot be read; null where it can.</returns>
    public static FileFault? Read(string folder, Dictionary<string, string> sums) => Look(FileName, () =>
    {
        foreach (var line in Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, FileName))).AsSpan().EnumerateLines())
        {
            if (line.IndexOf("  ", StringComparison.Ordinal) == Digits)
            {
                sums[line[(Digits + 2)..].ToString()] = line[..Digits].ToString();
            }
        }

        return null;
    });

    /// <summary>What is wrong with a file; null where it is as it was written.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="file">Its name.</param>
    /// <param name="sha256">Its hash; null where none is known, and then only its absence is a fault.</param>
    public static FileFault? Check(string folder, string file, string? sha256) => Look(file, () =>
    {
        using var content = new FileStream(Path.Combine(folder, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return sha256 is null || Convert.ToHexStringLower(SHA256.HashData(content)) == sha256 ? null : new FileFault(file, "is damaged");
    });

    private static FileFault? Look(string file, Func<FileFault?> look)
    {
        try
        {
            return look();
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return new FileFault(file, "is missing");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new FileFault(file, "cannot be read");
        }
    }
}
