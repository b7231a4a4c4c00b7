using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using ActorLstm.Actors.Telemetry;
using Microsoft.Extensions.Hosting;
using Polly;
using Polly.Retry;
using Serilog;

namespace ActorLstm.Host.Service.Webhooks;

/// <summary>
/// Tells the webhook what lies in the outbox, each message until it was taken: after 1 s, 2 s, 4 s and so on to every 15 minutes, for about
/// three days, and again when the service starts. Runs are not kept waiting.
/// </summary>
/// <param name="outbox">What is to be told.</param>
/// <param name="url">Where it is told.</param>
/// <param name="secret">Signs it.</param>
/// <param name="http">The way there. An address that forwards elsewhere does not count: what is signed goes where it was meant to go.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where log events go.</param>
internal sealed class WebhookDelivery(WebhookOutbox outbox, Uri url, WebhookSecret secret, HttpClient http, TimeProvider time, ILogger log) : BackgroundService
{
    private const int MostAtOnce = 100;
    private const int Retries = 300;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>A client that is no more patient than a webhook deserves.</summary>
    public static HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = 4, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Patience };

    /// <inheritdoc/>
    public override void Dispose()
    {
        http.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Parallel.ForEachAsync(
                outbox.ReadAsync(stoppingToken), new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = stoppingToken }, async (message, cancellation) => await TellAsync(message, cancellation));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not told lies in the outbox.
        }
    }

    private async Task TellAsync(WebhookMessage message, CancellationToken cancellation)
    {
        var about = log.ForContext("RunId", message.Run);
        try
        {
            await Persistence(about).ExecuteAsync(async token => await SendAsync(message, token), cancellation);
            outbox.Remove(message);
            about.Information("The webhook was told of the end of the run");
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested) // Also what nobody thought of: it would end the service.
        {
            about.Error("The webhook was not told of the end of the run, and is tried again when the service starts: {Reason}", fault.Message);
        }
    }

    private async ValueTask SendAsync(WebhookMessage message, CancellationToken cancellation)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(message.Body, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json")) };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("actorlstm", Instruments.Version));
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", secret.Sign(message, timestamp));
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        answer.EnsureSuccessStatusCode();
    }

    private ResiliencePipeline Persistence(ILogger about) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = failed => ValueTask.FromResult(failed.Outcome.Exception is { } fault && IsFailure(fault)),
            BackoffType = DelayBackoffType.Exponential,
            Delay = FirstPause,
            MaxDelay = LongestPause,
            MaxRetryAttempts = Retries,
            OnRetry = failed =>
            {
                about.Warning("The webhook was not told of the end of the run; the next try is in {Pause}: {Reason}", failed.RetryDelay, failed.Outcome.Exception!.Message);
                return ValueTask.CompletedTask;
            },
        })
        .Build();

    // A time-out is a cancellation that nobody asked for.
    private static bool IsFailure(Exception fault) => fault is HttpRequestException or OperationCanceledException;
}
