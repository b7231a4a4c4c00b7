using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Tests.Runs.Journals;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Serilog.Core;
using Xunit;

namespace ActorLstm.Host.Tests.Runs;

/// <summary>A journal that refuses one kind of event for a while.</summary>
[Trait("Case", "R14")]
public sealed class JournalOutageTests : IAsyncLifetime
{
    private const string Id = "20260314-150926-k3xp";

    private readonly TemporaryFolder folder = new();
    private RunJournal? opened;

    private RunJournal Journal => opened!;

    public async ValueTask InitializeAsync() =>
        opened = await RunJournals.OpenAsync(new PersistenceOptions(), folder["runs"], TimeProvider.System, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_run_whose_beginning_cannot_be_recorded_begins_once_it_can()
    {
        await RefuseAsync("started-1");
        await using var run = await StartAsync(epochs: 1);
        await using var notices = Notices(run);
        await NextAsync<JournalFailed>(notices);
        await AcceptAsync();
        (await NextAsync<RunClosed>(notices)).State.Status.Should().Be(RunStatus.Completed);
    }

    [Fact]
    public async Task A_run_whose_resumption_cannot_be_recorded_goes_on_once_it_can()
    {
        await using (var first = await StartAsync(epochs: 100))
        {
            await using var heard = Notices(first);
            await EventAsync<EpochTrained>(heard);
            first.Interrupt("stopped by the test");
            (await NextAsync<RunClosed>(heard)).State.Status.Should().Be(RunStatus.Interrupted);
        }

        await RefuseAsync("resumed-1");
        await using var run = await StartAsync(epochs: 100, owner => new ResumeRun(owner, [], null, null));
        await using var notices = Notices(run);
        await NextAsync<JournalFailed>(notices);
        await AcceptAsync();
        var ended = (await NextAsync<RunClosed>(notices)).State;
        ended.Status.Should().Be(RunStatus.Completed);
        ended.Resumptions.Should().Be(1);
    }

    [Fact]
    public async Task A_run_whose_beginning_cannot_be_recorded_ends_when_it_is_told_to()
    {
        await RefuseAsync("started-1");
        await using var run = await StartAsync(epochs: 1);
        await using var notices = Notices(run);
        await NextAsync<JournalFailed>(notices);
        run.Interrupt("stopped by the test");
        await FluentActions.Awaiting(() => NextAsync<RunClosed>(notices)).Should().ThrowAsync<RunLostException>().WithMessage("its journal cannot be used: *no room for it*");
        (await Journal.ReadAsync(Id, TestContext.Current.CancellationToken)).Events.Should().BeEmpty();
    }

    [Theory]
    [InlineData("ended-1", RequestKind.Cancel, RunStatus.Cancelled)]
    [InlineData("ended-1", null, RunStatus.Interrupted)]
    [InlineData("paused-1", RequestKind.Pause, RunStatus.Paused)]
    public async Task What_a_user_wants_is_done_although_the_journal_refused_it_at_first(string manifest, RequestKind? request, RunStatus status)
    {
        await using var run = await StartAsync(epochs: 100);
        await using var notices = Notices(run);
        await EventAsync<EpochTrained>(notices);
        await RefuseAsync(manifest);
        run.Tell(request is { } asked ? new RunRequest(asked, "").ToCommand() : new InterruptRun("stopped by the test"));
        await NextAsync<JournalFailed>(notices);
        await AcceptAsync();
        RunState state;
        do
        {
            state = (await NextAsync<RunChanged>(notices)).State;
        }
        while (state.IsRunning);
        state.Status.Should().Be(status);
    }

    private static async Task<T> NextAsync<T>(IAsyncEnumerator<IRunNotice> notices)
        where T : IRunNotice
    {
        while (await notices.MoveNextAsync())
        {
            if (notices.Current is T wanted)
            {
                return wanted;
            }
        }

        throw new InvalidOperationException($"The run closed without {typeof(T).Name}.");
    }

    private static async Task EventAsync<T>(IAsyncEnumerator<IRunNotice> notices)
        where T : IRunEvent
    {
        while ((await NextAsync<RunChanged>(notices)).Happened is not T)
        {
        }
    }

    private static IAsyncEnumerator<IRunNotice> Notices(RunProcess run) => run.Notices.GetAsyncEnumerator(TestContext.Current.CancellationToken);

    private Task RefuseAsync(string manifest) =>
        Journal.Database.ChangeAsync($"CREATE TRIGGER outage BEFORE INSERT ON journal WHEN NEW.manifest = '{manifest}' BEGIN SELECT RAISE(ABORT, 'no room for it'); END");

    private Task AcceptAsync() => Journal.Database.ChangeAsync("DROP TRIGGER outage");

    private async Task<RunProcess> StartAsync(int epochs, Func<RunOwner, IRunCommand>? first = null)
    {
        var configuration = ConfigurationLoader.LoadFile(FinishedRun.Configure(folder), new Dictionary<string, string>(), [new SetOption($"experiment.epochs={epochs}")]);
        using var http = new HttpClient();
        var places = CorpusPlaces.FromEnvironment(_ => null, folder.Path);
        var prepared = await PreparedRun.PrepareAsync(configuration, new CorpusShelf(new CorpusLocator(places, http)), TestContext.Current.CancellationToken);
        var owner = RunOwner.ThisProcess();
        var command = first?.Invoke(owner)
            ?? new StartRun(prepared.Facts(Id), RunPlan.Of(configuration.Experiment, configuration.Supervision), ResolvedConfiguration.Write(prepared.Configuration), owner);
        Directory.CreateDirectory(folder["runs", Id]);
        return await RunProcess.StartAsync(new RunLaunch(prepared, Id, folder["runs", Id], owner, command), Journal, Logger.None, TimeProvider.System);
    }
}
