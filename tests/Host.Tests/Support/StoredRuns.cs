using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Runs.Journals;
using ActorLstm.Tests.Support;

namespace ActorLstm.Host.Tests.Support;

/// <summary>Runs that nobody ran: their files, and their events in a journal where that is wanted.</summary>
internal static class StoredRuns
{
    /// <summary>The beginning of a run and its epochs, with an ending where one is named.</summary>
    public static IReadOnlyList<IRunEvent> Told(string id, int epochs, RunStatus? status = null, string? name = null)
    {
        IReadOnlyList<IRunEvent> events = Events.Of(id, 1 + 2 * epochs);
        var started = (RunStarted)events[0];
        IRunEvent beginning = started with { Facts = started.Facts with { Name = name ?? started.Facts.Name }, Plan = started.Plan with { Epochs = 10 }, Configuration = "actorlstm {}\n" };
        return [beginning, .. events.Skip(1), .. status is { } ended ? [new RunEnded(ended, null, started.At.AddMinutes(5))] : Array.Empty<IRunEvent>()];
    }

    /// <summary>Writes the files of a run.</summary>
    /// <returns>Its folder.</returns>
    public static string Write(TemporaryFolder folder, string id, IEnumerable<IRunEvent> events)
    {
        var path = folder["runs", id];
        Directory.CreateDirectory(path);
        using var files = new RunFolder(path);
        files.Update(events.Aggregate(RunState.Initial, (state, happened) => state.Apply(happened)));
        return path;
    }

    /// <summary>Writes the events of a run into the journal.</summary>
    public static async Task RecordAsync(TemporaryFolder folder, string id, IReadOnlyList<IRunEvent> events)
    {
        await using var journal = await RunJournals.OpenAsync(new PersistenceOptions(), folder["runs"], TimeProvider.System, CancellationToken.None);
        await using var system = await JournalSystem.StartAsync(journal);
        await system.WriteAsync(id, events);
    }
}
