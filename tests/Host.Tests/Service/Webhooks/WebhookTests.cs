using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Service.Webhooks;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Microsoft.AspNetCore.Http;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using StandardWebhooks;
using Xunit;

namespace ActorLstm.Host.Tests.Service.Webhooks;

/// <summary>Somebody is told when a run has ended.</summary>
public sealed class WebhookTests : IDisposable
{
    private const string Short = "actorlstm { experiment { name = short, epochs = 2, seed = 7 }, corpus.source = sample, windows { maxlen = 20, step = 40 }, model.hidden = 16, training.threads = 1, sampling { length = 30, temperatures = [1.0] } }";
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw1JvXH9l0x2E=";

    private static readonly EndedRun Ended = new("20260314-150926-abcd", "pi", RunStatus.Diverged, "the loss is no number", 3, double.NaN, 1.5, new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.Zero));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Who_fails_twice_and_then_takes_it_is_told_once_with_a_valid_signature()
    {
        using var sink = new HttpSink(HttpSink.FreePort(), before => before < 2 ? 503 : 204);
        var time = new ImpatientTime();
        var outbox = Outbox(time);
        var log = new TellingLog();
        using var delivery = Delivery(outbox, sink, time, log);
        await delivery.StartAsync(TestContext.Current.CancellationToken);

        outbox.Await(Ended.Id);
        outbox.Hear(Ended);
        var requests = new[] { await sink.NextAsync(), await sink.NextAsync(), await sink.NextAsync() };
        await log.Told;

        sink.All.Should().HaveCount(3);
        requests.Select(request => request.Headers["webhook-id"]).Distinct().Should().Equal("msg_20260314-150926-abcd_1773500966000");
        requests.Should().AllSatisfy(Verify);
        requests[2].Text.Should().Be(
            """{"id":"20260314-150926-abcd","name":"pi","status":"diverged","reason":"the loss is no number","epochs_trained":3,"last_loss":"NaN","best_loss":1.5,"ended_at":"2026-03-14T15:09:26+00:00"}""");
        Directory.EnumerateFiles(folder["outbox"]).Should().BeEmpty();
        await delivery.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Who_does_not_take_it_for_a_while_is_tried_again_at_ever_longer_intervals()
    {
        using var sink = new HttpSink(HttpSink.FreePort(), before => before < 12 ? 500 : 200);
        var time = new ImpatientTime();
        var outbox = Outbox(time);
        var log = new TellingLog();
        outbox.Await(Ended.Id);
        outbox.Hear(Ended);
        using var delivery = Delivery(outbox, sink, time, log);

        await delivery.StartAsync(TestContext.Current.CancellationToken);
        await log.Told;

        sink.All.Should().HaveCount(13);
        time.Pauses.Select(pause => pause.TotalSeconds).Should().Equal(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900);
        await delivery.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_message_that_is_damaged_keeps_no_other_from_being_told()
    {
        foreach (var (name, text) in new[] { ("a", "{"), ("b", "null"), ("c", """{"id":"no\nheader","run":"x","body":""}""") })
        {
            folder.Write($"outbox/{name}.json", text);
        }

        using var sink = new HttpSink(HttpSink.FreePort());
        var outbox = Outbox(TimeProvider.System);
        outbox.Hear(Ended);
        var again = Outbox(TimeProvider.System);
        again.TakeUp(new RunStore(folder.Path, folder.Path));
        var log = new TellingLog();
        using var delivery = Delivery(again, sink, TimeProvider.System, log);

        await delivery.StartAsync(TestContext.Current.CancellationToken);
        await log.Told;

        sink.All.Should().ContainSingle().Which.Headers["webhook-id"].Should().Be("msg_20260314-150926-abcd_1773500966000");
        delivery.ExecuteTask!.IsCompleted.Should().BeFalse("it waits for more");
        await delivery.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void What_cannot_be_written_keeps_no_run_from_going_on()
    {
        File.WriteAllText(folder["outbox"], "a file where the folder belongs");
        var outbox = Outbox(TimeProvider.System);

        outbox.Await(Ended.Id);
        outbox.Hear(Ended);

        outbox.Waiting.Should().Be(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw1JvXH9l0x2E=")]
    [InlineData("whsec_short")]
    [InlineData("whsec_no base64 at all, and long enough to be taken for one")]
    public void A_secret_that_is_none_is_refused(string text)
    {
        var file = folder.Write("secret", text);

        var read = () => WebhookSecret.Read(file);

        read.Should().Throw<InvalidInputException>().WithMessage("service.webhook.secret-file: *");
    }

    [Fact]
    public async Task A_service_that_is_killed_before_it_told_the_end_of_a_run_tells_it_when_it_starts_again()
    {
        var port = HttpSink.FreePort();
        var settings = Settings(port);
        string id;
        using (var service = await ServedProgram.StartAsync(folder["runs"], null, settings))
        {
            id = await service.SubmitAsync(Short);
            await service.WatchAsync(id);
            await service.KillAsync();
        }

        using var sink = new HttpSink(port);
        using var again = await ServedProgram.StartAsync(folder["runs"], null, settings);
        var told = await sink.NextAsync();

        Verify(told);
        var run = JsonNode.Parse(told.Text)!;
        ((string)run["id"]!, (string)run["status"]!, (int)run["epochs_trained"]!).Should().Be((id, "completed", 2));
        (await again.StopAsync()).MustBe(0);
        sink.All.Should().ContainSingle();
        Directory.EnumerateFiles(folder["runs", "service", "webhooks"]).Should().BeEmpty();
    }

    [Fact]
    public async Task The_end_of_a_run_that_no_service_was_there_to_see_is_told_by_the_next_one()
    {
        using var sink = new HttpSink(HttpSink.FreePort());
        string id;
        using (var service = await ServedProgram.StartAsync(folder["runs"], null, Settings(new Uri(sink.Address).Port)))
        {
            id = await service.SubmitAsync(Short.Replace("epochs = 2", "epochs = 40", StringComparison.Ordinal));
            await service.WatchAsync(id, until: happened => happened.Kind == "epoch");
            (await service.StopAsync()).MustBe(0);
        }

        sink.All.Should().BeEmpty("a run that goes on has not ended");
        (await ActorLstmProcess.RunAsync("resume", id, "--runs", folder["runs"])).MustBe(0);
        using var again = await ServedProgram.StartAsync(folder["runs"], null, Settings(new Uri(sink.Address).Port));

        ((string)JsonNode.Parse((await sink.NextAsync()).Text)!["status"]!).Should().Be("completed");
    }

    [Fact]
    public async Task Only_the_ends_that_are_asked_for_are_told_also_of_runs_that_never_began()
    {
        using var sink = new HttpSink(HttpSink.FreePort());
        using var service = await ServedProgram.StartAsync(folder["runs"], null, [.. Settings(new Uri(sink.Address).Port), "service.webhook.on=[cancelled]", "service.concurrent-runs=1"]);
        await service.WatchAsync(await service.SubmitAsync(Short));
        var busy = await service.SubmitAsync(Short.Replace("epochs = 2", "epochs = 1000000", StringComparison.Ordinal));
        var waiting = await service.SubmitAsync(Short);

        (await service.PostAsync($"/api/runs/{waiting}/cancel")).Status.Should().Be(HttpStatusCode.OK);

        var run = JsonNode.Parse((await sink.NextAsync()).Text)!;
        ((string)run["id"]!, (string)run["name"]!, (string)run["status"]!, (int)run["epochs_trained"]!).Should().Be((waiting, "short", "cancelled", 0));
        await service.HasStatusAsync(busy, "running");
        sink.All.Should().ContainSingle("neither the completed run nor the one at work is asked for");
    }

    [Fact]
    public async Task The_end_of_each_run_of_a_batch_is_told_once()
    {
        using var sink = new HttpSink(HttpSink.FreePort());
        using var service = await ServedProgram.StartAsync(folder["runs"], null, Settings(new Uri(sink.Address).Port));
        var batch = await service.SubmitAsync(Short[..^1] + ", corpus.validation-fraction = 0.2, batch { matrix { model.hidden = [8, 16] }, stopping { rule = halving, factor = 2 } } }");

        await service.WatchBatchAsync(batch);
        var told = new[] { await sink.NextAsync(), await sink.NextAsync() };

        told.Select(request => JsonNode.Parse(request.Text)!).Select(run => ((string)run["name"]!, (string)run["status"]!)).Should().BeEquivalentTo([("short-01", "completed"), ("short-02", "completed")]);
        (await service.StopAsync()).MustBe(0);
        sink.All.Should().HaveCount(2, "one that waits for the other has not ended");
    }

    private string[] Settings(int port) => [$"service.webhook.url={HttpSink.AddressOf(port)}/hook", $"service.webhook.secret-file={folder.Write("secret", Secret)}"];

    private WebhookOutbox Outbox(TimeProvider time) => new(
        folder["outbox"], new WebhookOptions { Url = new Uri("http://127.0.0.1"), SecretFile = "", On = WebhookOptions.Ends }, time, Logger.None);

    private WebhookDelivery Delivery(WebhookOutbox outbox, HttpSink sink, TimeProvider time, TellingLog log) => new(
        outbox, new Uri(sink.Address), WebhookSecret.Read(folder.Write("secret", Secret)), WebhookDelivery.Client(), time, new LoggerConfiguration().WriteTo.Sink(log).CreateLogger());

    private static void Verify(SunkRequest request)
    {
        request.Headers["Content-Type"].Should().StartWith("application/json");
        var headers = new HeaderDictionary();
        foreach (var (name, value) in request.Headers)
        {
            headers[name] = value;
        }

        new StandardWebhook(Secret).Verify(request.Text, headers); // Throws where the signature is another.
    }

    // Pauses are over at once.
    private sealed class ImpatientTime : TimeProvider
    {
        public ConcurrentQueue<TimeSpan> Pauses { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return System.CreateTimer(callback, state, dueTime, period);
            }

            Pauses.Enqueue(dueTime);
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }

    // Says when the log says that a message was told.
    private sealed class TellingLog : ILogEventSink
    {
        private readonly TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Told => told.Task;

        public void Emit(LogEvent logEvent)
        {
            if (logEvent.Level == LogEventLevel.Information)
            {
                told.TrySetResult();
            }
        }
    }
}
