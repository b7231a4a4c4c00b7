namespace ActorLstm.Tests.Support;

/// <summary>A folder of one test; gone when it ends.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("actorlstm-").FullName;

    /// <summary>The path of something in it.</summary>
    public string this[params ReadOnlySpan<string> names] => System.IO.Path.Combine([Path, .. names]);

    /// <summary>Writes a file, with the folders that it stands in, and returns its path.</summary>
    public string Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Writes a file, with the folders that it stands in, and returns its path.</summary>
    public string Write(string name, byte[] content)
    {
        var path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
