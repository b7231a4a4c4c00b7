using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>Shows a run of a service to its end, as <see cref="RunWatch"/> shows one of this process, and leaves it alone at a signal.</summary>
internal sealed class RemoteWatch(Terminal terminal, ServiceClient service, Interruption interruption, TimeProvider time)
{
    /// <summary>Watches a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="after">What happened up to this event is not shown; 0 shows everything.</param>
    /// <param name="isResumed">Whether it goes on because it was asked to.</param>
    /// <param name="json">Whether everything is shown as JSON.</param>
    /// <param name="cancellation">The first signal.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> ToTheEndAsync(RunOverview run, long after, bool isResumed, bool json, CancellationToken cancellation)
    {
        var ending = new RunEnding(terminal, run.Id, $"on {service.Address}", $"go on with: actorlstm resume {service.NameOf(run.Id)}");
        terminal.Message($"run {run.Id} on {service.Address}, {RunOverview.Word(run.Status)}; Ctrl+C ends the watching and not the run");
        try
        {
            await using var notices = new RemoteRun(service, run.Id, time).NoticesAsync(after, cancellation).GetAsyncEnumerator(cancellation);
            await AnnounceAsync(notices, isResumed);
            return ending.Tell(await RunWatch.Display(terminal, json, verbose: false, run.Folder).ShowAsync(From(notices)), interruption);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            terminal.Message($"The run {run.Id} goes on at {service.Address}. Watch it again with: actorlstm resume {service.NameOf(run.Id)}");
            terminal.Message($"end it with: actorlstm cancel {service.NameOf(run.Id)}");
            return interruption.ExitCode;
        }
        catch (RunLostException fault)
        {
            terminal.Fault($"the service {service.Address} does not work on the run {run.Id} any more: {fault.Message}");
            return ExitCodes.Failed;
        }
        catch (ServiceUnreachableException fault)
        {
            terminal.Fault($"{fault.Message} The run {run.Id} goes on with the service. Watch it again with: actorlstm resume {service.NameOf(run.Id)}");
            return ExitCodes.Failed;
        }
    }

    // What the run is stands above everything that it tells.
    private async Task AnnounceAsync(IAsyncEnumerator<IRunNotice> notices, bool isResumed)
    {
        while (await notices.MoveNextAsync())
        {
            switch (notices.Current)
            {
                case RunChanged { State: var state }:
                    Announce(state);
                    return;
                case PastNotice { State: var state }:
                    Announce(state);
                    terminal.Message(isResumed ? RunWords.Resumption(state) : RunWords.Past(state));
                    return;
                case ConnectionNotice connection:
                    terminal.Message(RunWords.Trouble(connection));
                    break;
            }
        }
    }

    private void Announce(RunState state) =>
        RunAnnouncement.Write(terminal, state.Facts!, ConfigurationLoader.Load(new ConfigurationSources(state.Configuration!, $"the service {service.Address}")));

    private static async IAsyncEnumerable<IRunNotice> From(IAsyncEnumerator<IRunNotice> notices)
    {
        do
        {
            yield return notices.Current;
        }
        while (await notices.MoveNextAsync());
    }
}
