using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using Xunit;

namespace ActorLstm.Host.Tests.Durability.Batches;

/// <summary>A batch that came to its end with nothing in its way.</summary>
public sealed class FinishedBatch : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();

    /// <summary>The batch.</summary>
    internal DurableBatch Batch { get; private set; } = null!;

    /// <summary>What it told.</summary>
    internal ProcessResult Result { get; private set; } = null!;

    /// <summary>What it became.</summary>
    internal BatchImage Image { get; private set; } = null!;

    /// <summary>Its folder of runs.</summary>
    internal string Runs => folder["reference"];

    /// <summary>A folder of runs that is not there yet.</summary>
    internal string Folder(string name) => folder[name];

    public async ValueTask InitializeAsync()
    {
        Batch = new DurableBatch(folder);
        Result = await Batch.RunAsync(Runs, 0);
        Image = BatchImage.Of(Runs);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
