using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Settings;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Runs;

public sealed class StartedRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_actor_system_has_the_users_settings_but_for_those_that_the_run_depends_on()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var prepared = await PrepareAsync(
            "akka.loglevel=DEBUG",
            "akka.actor.ask-timeout=33s",
            "akka.coordinated-shutdown.run-by-clr-shutdown-hook=on",
            "akka.persistence.journal.plugin=akka.persistence.journal.inmem",
            "akka.stdout-loglevel=DEBUG",
            "akka.loggers=[\"Akka.Event.DefaultLogger\"]");
        await using (var run = await StartedRun.StartAsync(prepared, Store(), verbose: false, TimeProvider.System, cancellation))
        {
            var settings = run.Process.System.Settings;
            settings.LogLevel.Should().Be("DEBUG");
            settings.AskTimeout.Should().Be(TimeSpan.FromSeconds(33));
            settings.Config.GetBoolean("akka.coordinated-shutdown.run-by-clr-shutdown-hook").Should().BeFalse();
            settings.StdoutLogger.Should().BeOfType<SilentLogger>();
            settings.Config.GetString("akka.persistence.journal.plugin").Should().Be("akka.persistence.journal.sql");
            settings.Config.GetString($"{Dispatchers.Trainer}.type").Should().Be("PinnedDispatcher");
            await foreach (var notice in run.Process.Notices.WithCancellation(cancellation))
            {
                (notice as RunClosed)?.FilesFailure.Should().BeNull();
            }

            File.ReadAllText(Path.Combine(run.Folder, "experiment.conf")).Should().Contain("akka {\n").And.Contain("ask-timeout = 33s");
        }
    }

    [Fact]
    public async Task Its_events_are_in_the_journal_afterwards()
    {
        var prepared = await PrepareAsync();
        await ShouldBeKeptAsync(prepared);
    }

    [Fact]
    public async Task Its_events_are_on_the_server_that_the_user_names()
    {
        await using var server = new TestServer();
        await server.InitializeAsync();
        await ShouldBeKeptAsync(await PrepareAsync("persistence.provider=postgresql", $"persistence.connection-string={server.ConnectionString}"));
        File.Exists(Path.Combine(folder["runs"], SqliteDatabase.FileName)).Should().BeFalse();
    }

    [Fact]
    public async Task A_damaged_journal_is_mended_and_the_run_goes_on()
    {
        folder.Write("runs/journal.db", "not a journal");
        await ShouldBeKeptAsync(await PrepareAsync(), "The journal *journal.db was damaged: its beginning is not that of a journal. 0 events of 0 runs could be read*");
    }

    [Fact]
    public async Task A_start_that_is_given_up_leaves_no_folder()
    {
        var prepared = await PrepareAsync();
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        await FluentActions.Awaiting(() => StartedRun.StartAsync(prepared, Store(), verbose: false, TimeProvider.System, given.Token))
            .Should().ThrowAsync<OperationCanceledException>();
        Directory.EnumerateFileSystemEntries(folder["runs"]).Should().BeEmpty();
    }

    [Theory]
    [InlineData("ended-1", true)]
    [InlineData("no such event", false)]
    public async Task Where_the_run_is_given_up_its_files_stay_marked_as_unfinished(string refused, bool isGivenUp)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var prepared = await PrepareAsync("experiment.epochs=100");
        string run;
        await using (var started = await StartedRun.StartAsync(prepared, Store(), verbose: false, TimeProvider.System, cancellation))
        {
            run = started.Folder;
            await using var journal = await RunJournals.OpenAsync(prepared.Configuration.Persistence, Store().Root, TimeProvider.System, cancellation);
            await journal.Database.ChangeAsync($"CREATE TRIGGER outage BEFORE INSERT ON journal WHEN NEW.manifest = '{refused}' BEGIN SELECT RAISE(ABORT, 'no room for it'); END");
            started.Process.Interrupt("stopped by the test");
            var watching = FluentActions.Awaiting(() => WatchAsync(started, cancellation));
            await (isGivenUp ? watching.Should().ThrowAsync<RunLostException>() : (Task)watching.Should().NotThrowAsync());
        }

        RunLease.WasLeftUnfinished(run).Should().Be(isGivenUp);
    }

    // Ends the run again where its journal failed: then it is not waited for.
    private static async Task WatchAsync(StartedRun run, CancellationToken cancellation)
    {
        await foreach (var notice in run.Process.Notices.WithCancellation(cancellation))
        {
            switch (notice)
            {
                case JournalFailed:
                    run.Process.Interrupt("stopped by the test");
                    break;
                case RunClosed closed:
                    run.Note(closed);
                    break;
            }
        }
    }

    private async Task ShouldBeKeptAsync(PreparedRun prepared, string? mended = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        RunClosed? closed = null;
        string id;
        await using (var run = await StartedRun.StartAsync(prepared, Store(), verbose: false, TimeProvider.System, cancellation))
        {
            id = run.Id;
            (run.Mended ?? "nothing").Should().Match(mended ?? "nothing");
            await foreach (var notice in run.Process.Notices.WithCancellation(cancellation))
            {
                closed = notice as RunClosed;
            }
        }

        await using var journal = await RunJournals.OpenAsync(prepared.Configuration.Persistence, Store().Root, TimeProvider.System, cancellation);
        var reading = await journal.ReadAsync(id, cancellation);
        reading.Damage.Should().BeNull();
        reading.State.Status.Should().Be(RunStatus.Completed);
        RunSnapshot.Of(reading.State).Should().BeEquivalentTo(RunSnapshot.Of(closed!.State), options => options.ComparingRecordsByMembers());
    }

    private RunStore Store() => new("runs", folder.Path);

    private async Task<PreparedRun> PrepareAsync(params string[] settings)
    {
        var file = FinishedRun.Configure(folder);
        var configuration = ConfigurationLoader.LoadFile(
            file, new Dictionary<string, string>(), [new SetOption("experiment.epochs=1"), .. settings.Select(text => new SetOption(text))]);
        using var http = new HttpClient();
        var places = CorpusPlaces.FromEnvironment(_ => null, folder.Path);
        return await PreparedRun.PrepareAsync(configuration, new CorpusShelf(new CorpusLocator(places, http)), TestContext.Current.CancellationToken);
    }
}
