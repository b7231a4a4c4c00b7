using ActorLstm.Actors.Runs;
using ActorLstm.Model;

namespace ActorLstm.Host.Runs;

/// <summary>Another process works on the run.</summary>
public sealed class RunHeldException : InvalidInputException
{
    /// <param name="folder">The run's folder.</param>
    /// <param name="holder">Who works on it.</param>
    internal RunHeldException(string folder, RunHolder holder)
        : base(holder.Since is { } since
            ? $"The run in {folder} {(holder.Purpose == LeasePurpose.Mending ? "has its files mended by" : "is at work in")} {holder.Owner} since {since.UtcDateTime:yyyy-MM-dd HH:mm:ss} (UTC)."
            : $"The run in {folder} is at work in another process, whose number is not known.") => Owner = holder.Owner;

    /// <summary>The process.</summary>
    public RunOwner Owner { get; }
}
