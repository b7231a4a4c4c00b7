using Serilog.Events;

namespace ActorLstm.Host.Service;

/// <summary>Where the service writes what happens, beside the logs of its runs.</summary>
internal sealed record ServiceLogOptions
{
    /// <summary>Lines below this level are left out.</summary>
    public required LogEventLevel Level { get; init; }

    /// <summary>The size of a file, bytes; then the next one begins.</summary>
    public required long FileSize { get; init; }

    /// <summary>How many files are kept, at least 1.</summary>
    public required int Files { get; init; }

    /// <summary>The address of a Seq server; null for none.</summary>
    public string? Seq { get; init; }

    /// <summary>A file with the API key for Seq; null where it wants none.</summary>
    public string? SeqKeyFile { get; init; }

    /// <summary>Whether lines go to the OTLP endpoint as well.</summary>
    public bool Otlp { get; init; }
}
