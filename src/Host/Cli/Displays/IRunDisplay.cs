using ActorLstm.Actors.Messages;

namespace ActorLstm.Host.Cli.Displays;

/// <summary>Shows a run while it goes on.</summary>
internal interface IRunDisplay
{
    /// <summary>Shows what the run tells until it has closed.</summary>
    /// <returns>The run as it ended.</returns>
    Task<RunClosed> ShowAsync(IAsyncEnumerable<IRunNotice> notices);

    /// <summary>The notice that the sequence must have ended with.</summary>
    protected static RunClosed Required(RunClosed? ending) => ending ?? throw new InvalidOperationException("The run told nothing of its end.");
}
