using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Service;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;

namespace ActorLstm.Host.Cli;

/// <summary>Pauses and cancels runs and batches that no process works on: it says why nothing can be paused, and records the end itself.</summary>
internal sealed class AbandonedRuns(Terminal terminal, ProcessEnvironment environment, HttpClient http, TimeProvider time)
{
    /// <summary>Cancels a run.</summary>
    /// <exception cref="InvalidInputException">It has ended, it is to be paused, or its journal or folder cannot be used.</exception>
    public async Task<StoredRun> AskAsync(StoredRun run, RequestKind request, CancellationToken cancellation)
    {
        var name = environment.NameOf(run);
        RequireNotQueued(run, "run", Path.GetDirectoryName(Path.GetFullPath(run.Folder))!, request);
        Require(run, "run", name, request);
        if (run is { NeverBegan: true, Submission: { } submission })
        {
            (submission with { Wish = RunWish.Cancel }).Write(run.Folder);
            return StoredRun.Read(run.Folder);
        }

        try
        {
            await using var resumable = await ResumableRun.OpenAsync(run.Folder, RecordedPersistence.Of(run.Folder, environment.Variables), time, cancellation, terminal.Message);
            Note(resumable.Damage);
            await using var ending = await StartedRun.EndAsync(resumable, RunStatus.Cancelled, time);
            await foreach (var notice in ending.Process.Notices)
            {
                if (notice is RunClosed closed)
                {
                    ending.Note(closed);
                }
            }
        }
        catch (RunIsOverException over) when (over.State.Facts is null)
        {
            throw new InvalidInputException($"The run {run.Id} cannot be cancelled: the journal has no events of it, and its files cannot replace them. Remove it with: actorlstm remove {name}", over);
        }
        catch (RunLostException fault)
        {
            throw new InvalidInputException($"The end of the run {run.Id} cannot be recorded: {fault.Message}", fault);
        }

        return StoredRun.Read(run.Folder);
    }

    /// <summary>Cancels a batch, and its runs that were interrupted.</summary>
    /// <exception cref="InvalidInputException">It has ended, it is to be paused, or its journal or folder cannot be used.</exception>
    public async Task<StoredBatch> AskAsync(StoredBatch batch, RequestKind request, CancellationToken cancellation)
    {
        RequireNotQueued(batch, "batch", batch.RunsFolder, request);
        Require(batch, "batch", environment.NameOf(batch), request);
        if (batch is { Document: null, Submission: { } submission } && !RunLease.WasLeftUnfinished(batch.Folder))
        {
            (submission with { Wish = RunWish.Cancel }).Write(batch.Folder);
            return StoredBatch.Read(batch.Folder);
        }

        var persistence = RecordedPersistence.Of(batch.Folder, environment.Variables, BatchStore.ConfigurationFile);
        var corpora = new CorpusShelf(new CorpusLocator(CorpusPlaces.FromEnvironment(environment.Variable, batch.Folder, environment.Folder), http));
        try
        {
            await using var ending = await StartedBatch.CancelAsync(batch, new RunStore(batch.RunsFolder, environment.Folder), persistence, corpora, time, cancellation, terminal.Message);
            Note(ending.Mended);
            await foreach (var _ in ending.Notices)
            {
                // It ends by itself.
            }
        }
        catch (RunLostException fault)
        {
            throw new InvalidInputException($"The end of the batch {batch.Id} cannot be recorded: {fault.Message}", fault);
        }

        return StoredBatch.Read(batch.Folder);
    }

    private static void RequireNotQueued(IStored stored, string what, string runs, RequestKind request)
    {
        if (QueuedInService.Has(stored.Folder, stored.Status, runs))
        {
            var verb = Verb(request);
            throw new InvalidInputException(
                $"The {what} {stored.Id} is queued in the service that is running on the folder {runs}. Only that service can {verb} it: actorlstm {verb} {stored.Id} --server URL, "
                + "with the address of the service, for instance http://127.0.0.1:8620.");
        }
    }

    private static string Verb(RequestKind request) => request == RequestKind.Pause ? "pause" : "cancel";

    private static void Require(IStored stored, string what, string name, RequestKind request)
    {
        var verb = Verb(request);
        if (request != RequestKind.Cancel || stored.Status is not (RunStatus.Interrupted or RunStatus.Queued or RunStatus.Paused))
        {
            var advice = stored.Status is RunStatus.Interrupted or RunStatus.Queued or RunStatus.Paused
                ? $"Resume it with: actorlstm resume {name}, or end it with: actorlstm cancel {name}"
                : $"There is nothing to {verb}.";
            throw new InvalidInputException($"No process works on the {what} {stored.Id}: it is {RunOverview.Word(stored.Status)}{(stored.Reason is { } reason ? $" ({reason})" : "")}. {advice}");
        }
    }

    private void Note(string? note)
    {
        if (note is not null)
        {
            terminal.Message($"note: {note}");
        }
    }
}
