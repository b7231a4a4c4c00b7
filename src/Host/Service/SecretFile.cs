using ActorLstm.Model;

namespace ActorLstm.Host.Service;

/// <summary>Files with a secret, mostly one line each.</summary>
internal static class SecretFile
{
    /// <summary>Reads one.</summary>
    /// <param name="setting">The setting that names it, for messages, which never show the secret.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="InvalidInputException">It cannot be read, or is empty.</exception>
    public static string Read(string setting, string file)
    {
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } secret ? secret : throw new InvalidInputException($"{setting}: {file} is empty. Write the secret into it.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{setting}: {fault.Message} Write the secret into that file.", fault);
        }
    }
}
