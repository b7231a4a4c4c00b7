namespace ActorLstm.Model.Devices;

/// <summary>A native library that TorchSharp uses.</summary>
/// <param name="Name">Its name without prefix, version and extension, such as <c>torch_cpu</c>.</param>
/// <param name="LoadedFrom">The full path of the file that this process has loaded, or null.</param>
/// <param name="FoundAt">The full path of the file that lies beside the program, or null.</param>
public sealed record NativeLibraryInfo(string Name, string? LoadedFrom, string? FoundAt)
{
    /// <summary>Whether this process has loaded it.</summary>
    public bool IsLoaded => LoadedFrom is not null;
}
