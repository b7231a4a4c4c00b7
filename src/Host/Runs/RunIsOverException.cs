using ActorLstm.Actors.Runs;
using ActorLstm.Model;

namespace ActorLstm.Host.Runs;

/// <summary>A run cannot be gone on with: it has come to its end, or the journal knows nothing of it.</summary>
/// <param name="message">What it is, and what to do instead.</param>
/// <param name="state">The run.</param>
#pragma warning disable CA1032, RCS1194 // It is made in one place, and without the run it would say nothing.
internal sealed class RunIsOverException(string message, RunState state) : InvalidInputException(message)
#pragma warning restore CA1032, RCS1194
{
    /// <summary>The run.</summary>
    public RunState State { get; } = state;
}
