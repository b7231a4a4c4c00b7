using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using ActorLstm.Actors.Batches;
using ActorLstm.Actors.Messages;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Scheduling;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Service;
using ActorLstm.Host.Service.Batches;
using ActorLstm.Host.Service.Events;
using ActorLstm.Model;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using Akka.Actor;
using AwesomeAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog.Core;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>What the service does while it opens runs and batches, without its web server.</summary>
public sealed class HostingTests : IAsyncLifetime
{
    private const string Id = "20260314-150926-k3xp";
    private const string Batch = "actorlstm { experiment { name = rates, epochs = 1 }, corpus { source = nietzsche, fallback = sample }, windows { maxlen = 20, step = 40 }, model.hidden = 8, training { threads = 1, device = cpu }, batch.matrix { experiment.seed = [1, 2] } }";

    private static readonly DateTimeOffset At = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    private readonly TemporaryFolder folder = new();
    private readonly PlayedWeb web = new();
    private HttpClient? http;
    private RunJournal? journal;
    private IHost? host;
    private ServiceGauges? gauges;
    private ServiceHold? hold;
    private ServicePlace? place;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ServicePlace Place => place!;

    private ActorSystem System => host!.Services.GetRequiredService<ActorSystem>();

    public async ValueTask InitializeAsync()
    {
        http = new HttpClient(web);
        journal = await RunJournals.OpenAsync(new PersistenceOptions(), folder["runs"], TimeProvider.System, Cancellation);
        host = await ActorHost.StartAsync("", journal, Logger.None);
        var runs = new RunStore(folder["runs"], folder.Path);
        var corpora = new CorpusShelf(new CorpusLocator(new CorpusPlaces([], [], folder["cache"]), http));
        var catalog = new RunCatalog(runs, TimeProvider.System);
        gauges = new ServiceGauges(catalog, slotLimit: 1, () => 0);
        hold = new ServiceHold(folder["runs", "service"], runs);
        var options = ServiceConfiguration.Load(new ConfigurationSources("actorlstm.service { concurrent-runs = 1 }", "service.conf"), cores: 1);
        place = new ServicePlace(
            options, runs, new PersistenceOptions(), journal, corpora, catalog, new RunEventLogs(journal, TimeProvider.System), new Dictionary<string, string>(), TimeProvider.System)
        {
            Batches = new BatchCatalog(new BatchStore(runs), TimeProvider.System),
            BatchEvents = new BatchEventLogs(journal, TimeProvider.System),
            Gauges = gauges,
            Hold = hold,
            Site = new LocalRunSite(runs, journal, corpora, TimeProvider.System),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await ActorHost.StopAsync(host!);
        gauges!.Dispose();
        hold!.Dispose();
        await journal!.DisposeAsync();
        http!.Dispose();
        folder.Dispose();
    }

    [Fact]
    [Trait("Case", "F1")]
    public async Task A_run_that_is_paused_and_continued_before_its_opening_has_ended_is_opened_again()
    {
        var site = new PlayedSite();
        var slots = System.ActorOf(SlotQueueActor.Props(1));
        var runs = System.ActorOf(HostedRunsActor.Props(Place with { Site = site }, slots));
        Directory.CreateDirectory(folder["runs", Id]);
        await runs.Ask<Done>(new BeginHosting(Id, new Submission("small", RunWish.Run, 0, At)), Cancellation);
        var opening = await site.NextAsync();

        await runs.Ask<Done>(new Steer(Id, RunWish.Pause), Cancellation);
        await runs.Ask<Done>(new Steer(Id, RunWish.Run), Cancellation);
        opening.SetCanceled(Cancellation);

        (await site.NextAsync()).SetCanceled(Cancellation);
    }

    [Fact]
    [Trait("Case", "R12")]
    public async Task What_a_batch_is_asked_while_it_is_prepared_is_kept_and_what_an_earlier_process_was_asked_is_not()
    {
        var batch = Directory.CreateDirectory(Place.BatchFolderOf(Id)).FullName;
        await File.WriteAllTextAsync(Path.Combine(batch, BatchStore.ConfigurationFile), Batch, Cancellation);
        var requests = new RunRequests(batch, TimeProvider.System);
        requests.TrySend(new RunRequest(RequestKind.Pause, "an earlier process")).Should().BeTrue();
        var asked = new TaskCompletionSource<bool>();
        web.Answer = () =>
        {
            asked.TrySetResult(requests.TrySend(new RunRequest(RequestKind.Cancel, "the test")));
            return new HttpResponseMessage(HttpStatusCode.NotFound);
        };

        var opened = await Place.OpenBatchAsync(new HostedBatch(Id, new Submission("rates", RunWish.Run, 0, At)), ActorRefs.Nobody, Cancellation);

        opened.Lease!.Dispose();
        (await asked.Task).Should().BeTrue("nothing else was asked");
        requests.IsWaiting.Should().BeTrue();
    }

    [Fact]
    [Trait("Case", "F31")]
    public async Task A_batch_whose_submission_a_newer_version_wrote_is_refused_and_left_as_it_is()
    {
        var newer = folder.Write($"runs/batches/{Id}/{Submission.FileName}", "{\"format\": 1, \"name\": \"rates\"}");
        var state = new IBatchEvent[] { new BatchStarted(Id, "rates", At), new BatchTaken(RunOwner.ThisProcess(), new BatchOptions(), [], [], folder.Path, At), new BatchEnded(RunStatus.Interrupted, null, At) }
            .Aggregate(BatchState.Initial, (batch, happened) => batch.Apply(happened));
        folder.Write($"runs/batches/{Id}/{BatchPageActor.FileName}", JsonSerializer.Serialize(BatchDocument.Of(state), RunJson.Page));
        StoredBatch.Read(Place.BatchFolderOf(Id)).Should().Match<StoredBatch>(batch => batch.Document != null && batch.Newer == null);
        using var submissions = new Submissions(Place, new HostingActors(Place, ActorRefs.Nobody, System.ActorOf(HostedBatchesActor.Props(Place, ActorRefs.Nobody)), null));

        await submissions.Awaiting(given => given.SubmitAsync(Batch, new SubmissionRequest(null, 0, null), Cancellation))
            .Should().ThrowAsync<InvalidInputException>().WithMessage($"A newer version of the program wrote {newer}*");
        (await File.ReadAllTextAsync(newer, Cancellation)).Should().Be("{\"format\": 1, \"name\": \"rates\"}");
    }

    /// <summary>Opens runs when the test says so.</summary>
    private sealed class PlayedSite : IRunSite
    {
        private readonly Channel<TaskCompletionSource<Opened<IRunNotice>>> openings = Channel.CreateUnbounded<TaskCompletionSource<Opened<IRunNotice>>>();

        public bool IsHere => true;

        public bool IsUnderWay(string id) => false;

        public Task<Opened<IRunNotice>> OpenAsync(RunToOpen run, CancellationToken cancellation)
        {
            var opening = new TaskCompletionSource<Opened<IRunNotice>>(TaskCreationOptions.RunContinuationsAsynchronously);
            openings.Writer.TryWrite(opening);
            return opening.Task;
        }

        public async Task<TaskCompletionSource<Opened<IRunNotice>>> NextAsync() =>
            await openings.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
    }

    private sealed class PlayedWeb : HttpMessageHandler
    {
        public Func<HttpResponseMessage> Answer { get; set; } = () => new HttpResponseMessage(HttpStatusCode.NotFound);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(Answer());
    }
}
