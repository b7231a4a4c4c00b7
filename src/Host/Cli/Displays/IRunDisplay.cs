using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;

namespace ActorLstm.Host.Cli.Displays;

/// <summary>Shows a run while it goes on.</summary>
public interface IRunDisplay
{
    /// <summary>Shows what the run tells until it has closed.</summary>
    /// <returns>The run as it ended.</returns>
    Task<RunState> ShowAsync(IAsyncEnumerable<IRunNotice> notices);
}
