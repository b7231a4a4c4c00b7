using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Model;
using Polly;
using Polly.Retry;

namespace ActorLstm.Host.Runs;

/// <summary>
/// The right of one process to work on a run: a lock on a file of the run's folder. The system takes it back when the process
/// ends, however it ends, so that nobody waits for a dead owner. Who holds it stands in a file beside it.
/// </summary>
public sealed class RunLease : IDisposable
{
    private const string LockFile = "owner.lock";
    private const string OwnerFile = "owner.json";

    // Whoever looks at a run holds its lock for a moment.
    private static readonly ResiliencePipeline Patience = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 10,
            Delay = TimeSpan.FromMilliseconds(50),
            ShouldHandle = new PredicateBuilder().Handle<IOException>(IsHeld),
        })
        .Build();

    private readonly FileStream held;

    private RunLease(FileStream held) => this.held = held;

    /// <summary>Takes the lease of a run.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="owner">This process.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="RunHeldException">Another process holds it.</exception>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    public static RunLease Take(string folder, RunOwner owner, TimeProvider time)
    {
        try
        {
            var held = Patience.Execute(() => new FileStream(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            try
            {
                File.WriteAllText(Path.Combine(folder, OwnerFile), JsonSerializer.Serialize(new Holder(owner.Host, owner.Process, owner.Token, time.GetUtcNow()), RunJson.Page) + "\n");
                return new RunLease(held);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (IOException fault) when (IsHeld(fault))
        {
            throw new RunHeldException(folder, ReadHolder(folder)?.ToString());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The run in {folder} cannot be taken over: {fault.Message} The folder must be writable.", fault);
        }
    }

    /// <summary>The process that holds the lease of a run; null where none does.</summary>
    /// <param name="folder">The run's folder.</param>
    public static RunOwner? HolderOf(string folder)
    {
        try
        {
            using var probe = new FileStream(Path.Combine(folder, LockFile), FileMode.Open, FileAccess.Read, FileShare.Read);
            return null;
        }
        catch (IOException fault) when (IsHeld(fault))
        {
            return ReadHolder(folder) is { } holder ? new RunOwner(holder.Host, holder.Process, holder.Token) : new RunOwner("an unknown machine", 0, "");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => held.Dispose();

    // EWOULDBLOCK of Linux and of the BSDs, and ERROR_SHARING_VIOLATION.
    private static bool IsHeld(IOException fault) => fault.HResult is 11 or 35 || (fault.HResult & 0xFFFF) == 32;

    private static Holder? ReadHolder(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<Holder>(File.ReadAllText(Path.Combine(folder, OwnerFile)), RunJson.Page);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private sealed record Holder(string Host, int Process, string Token, DateTimeOffset Since)
    {
        public override string ToString() => $"process {Process} on {Host}, since {Since:yyyy-MM-dd HH:mm:ss} UTC";
    }
}
