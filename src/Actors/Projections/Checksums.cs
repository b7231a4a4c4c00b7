using System.Security.Cryptography;
using System.Text;

namespace ActorLstm.Actors.Projections;

/// <summary><c>SHA256SUMS</c>: the hash of each file that is made from the events, as <c>sha256sum -c</c> reads them.</summary>
internal static class Checksums
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "SHA256SUMS";

    /// <summary>The hash of a text as it is written; lower-case hexadecimal.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The text of the file.</summary>
    public static string Write(IEnumerable<(string File, string Sha256)> sums) => string.Concat(sums.Select(sum => $"{sum.Sha256}  {sum.File}\n"));

    /// <summary>The hashes by file; a line that is none is left out. Empty where there is no file.</summary>
    /// <param name="folder">The folder with the file.</param>
    public static IReadOnlyDictionary<string, string> Read(string folder)
    {
        var sums = new Dictionary<string, string>(StringComparer.Ordinal);
        var path = Path.Combine(folder, FileName);
        foreach (var line in File.Exists(path) ? File.ReadAllLines(path) : [])
        {
            if (line.Split("  ", 2) is [{ Length: 64 } sha256, var file])
            {
                sums[file] = sha256;
            }
        }

        return sums;
    }

    /// <summary>What is wrong with a file; null where it is as it was written.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="file">Its name.</param>
    /// <param name="sha256">Its hash; null where none is known, and then only its absence is a fault.</param>
    public static FileFault? Check(string folder, string file, string? sha256)
    {
        try
        {
            using var content = new FileStream(Path.Combine(folder, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return sha256 is null || Convert.ToHexStringLower(SHA256.HashData(content)) == sha256 ? null : new FileFault(file, "is damaged");
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
