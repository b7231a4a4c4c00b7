using System.Text;

namespace ActorLstm.Host.Configuration;

/// <summary>Reads the file that a user names.</summary>
internal static class ConfigurationFile
{
    private const int LargestBytes = 4 * 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a configuration file.</summary>
    /// <param name="path">Its path; messages name it as it was given.</param>
    /// <exception cref="ConfigurationException">There is no such file, it cannot be read, or it is no text.</exception>
    public static string Read(string path)
    {
        var text = Decode(path, Content(path));
        if (string.IsNullOrWhiteSpace(text))
        {
            throw Fault(path, "The file is empty. An experiment needs at least: actorlstm { corpus { source = nietzsche } }");
        }

        return text.Contains('\0', StringComparison.Ordinal)
            ? throw Fault(path, "The file is not a text: it holds zero bytes. A configuration is a HOCON file in UTF-8.")
            : text;
    }

    private static byte[] Content(string path)
    {
        if (Directory.Exists(path))
        {
            throw Fault(path, "This is a folder. Give the path of a configuration file.");
        }

        try
        {
            var file = new FileInfo(path);
            return file is { Exists: true, Length: > LargestBytes }
                ? throw Fault(path, $"The file has {file.Length} bytes, more than the {LargestBytes} of any configuration. Is it the right one?")
                : File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Fault(path, $"There is no such file ({Path.GetFullPath(path)}).");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Fault(path, $"The file cannot be read: {fault.Message}");
        }
    }

    private static string Decode(string path, byte[] content)
    {
        try
        {
            return StrictUtf8.GetString(content).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException fault)
        {
            throw Fault(path, $"The file is not UTF-8: byte 0x{Convert.ToHexString(fault.BytesUnknown ?? [])} at offset {fault.Index}. Save it as UTF-8.");
        }
    }

    private static ConfigurationException Fault(string path, string message) => new([new ConfigurationError(null, message, path, null)]);
}
