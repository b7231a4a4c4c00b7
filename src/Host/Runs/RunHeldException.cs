using ActorLstm.Model;

namespace ActorLstm.Host.Runs;

/// <summary>Another process works on the run.</summary>
/// <param name="folder">The run's folder.</param>
/// <param name="holder">The process, in words; null where it is not known.</param>
public sealed class RunHeldException(string folder, string? holder) : InvalidInputException(
    $"The run in {folder} is held by {holder ?? "another process"}. Wait for its end, or end it with: actorlstm cancel {Path.GetFileName(folder)}.");
