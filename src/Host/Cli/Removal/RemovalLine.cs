namespace ActorLstm.Host.Cli.Removal;

/// <summary>What <c>remove</c> says of a run or a batch.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name; null where it is not known.</param>
/// <param name="Bytes">The bytes that became free, or would; 0 for what is left.</param>
internal sealed record RemovalLine(string Id, string? Name, long Bytes)
{
    /// <summary>Whether it is a batch.</summary>
    public bool IsBatch { get; init; }

    /// <summary>Whether it would be removed, and was not.</summary>
    public bool DryRun { get; init; }

    /// <summary>Why it was left as it is; null where it was not.</summary>
    public string? Left { get; init; }

    /// <summary>It in words.</summary>
    internal string Words
    {
        get
        {
            var what = $"{(IsBatch ? "the batch " : "")}{Id}{(Name is null || IsBatch ? "" : $" ({Name})")}";
            return Left is not null ? $"left {what}: {Left}" : DryRun ? $"would remove {what}, {Bytes:N0} bytes" : $"removed {what}, freed {Bytes:N0} bytes";
        }
    }
}
