using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Service;
using ActorLstm.Host.Web.Api;
using ActorLstm.Model;
using Polly;
using Polly.Retry;

namespace ActorLstm.Host.Cli.Remote;

/// <summary>
/// Talks to a service. Whatever it refuses is an <see cref="InvalidInputException"/> with its own words; where it does not answer, a
/// <see cref="ServiceUnreachableException"/>.
/// </summary>
/// <param name="address">Where it is, with a slash at its end.</param>
/// <param name="token">The token that it asks for; null for none.</param>
/// <param name="http">The way to the network.</param>
/// <param name="isDefault">Whether the verbs find it without being told.</param>
internal sealed class ServiceClient(Uri address, string? token, HttpClient http, bool isDefault)
{
    private const string Json = "application/json";

    /// <summary>Where the service is, as it is shown.</summary>
    public string Address { get; } = address.ToString().TrimEnd('/');

    /// <summary>What a user can type for a run of it.</summary>
    public string NameOf(string id) => isDefault ? id : $"{id} {ServerOption.Template.Split(' ')[0]} {Address}";

    /// <summary>Refuses options that are about this process or this machine.</summary>
    /// <exception cref="InvalidInputException">One is given.</exception>
    public void Refuse(params IEnumerable<(string Option, bool IsGiven)> options)
    {
        foreach (var (option, _) in options.Where(option => option.IsGiven))
        {
            throw new InvalidInputException($"{option} does not go with the service {Address}. Leave it out, or work on the runs of a folder: {(isDefault ? "name it with --runs" : "leave out --server")}.");
        }
    }

    /// <summary>A page of its runs, the newest first.</summary>
    /// <param name="status">Only runs with this status; null for all.</param>
    /// <param name="name">Only runs with this name; null for all.</param>
    /// <param name="page">Which page, from 1.</param>
    /// <param name="size">How many runs a page has at most.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="batch">Only runs of the batch with this id; null for all.</param>
    public Task<RunPage> ListAsync(string? status, string? name, int page, int size, CancellationToken cancellation, string? batch = null) =>
        GetAsync<RunPage>($"api/runs?page={page}&size={size}{Query("status", status)}{Query("name", name)}{Query("batch", batch)}", cancellation);

    /// <summary>A page of its batches, the newest first.</summary>
    /// <param name="status">Only batches with this status; null for all.</param>
    /// <param name="name">Only batches with this name; null for all.</param>
    /// <param name="page">Which page, from 1.</param>
    /// <param name="size">How many batches a page has at most.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<BatchPage> ListBatchesAsync(string? status, string? name, int page, int size, CancellationToken cancellation) =>
        GetAsync<BatchPage>($"api/batches?page={page}&size={size}{Query("status", status)}{Query("name", name)}", cancellation);

    /// <summary>The newest batch of a name; null where there is none.</summary>
    public async Task<BatchAnswer?> NewestBatchAsync(string name, CancellationToken cancellation) =>
        (await ListBatchesAsync(null, name, 1, 1, cancellation)).Batches is [var newest, ..] ? await ShowBatchAsync(newest.Id, cancellation) : null;

    /// <summary>The run or the batch that a user means.</summary>
    /// <param name="name">What the user says.</param>
    /// <param name="only">Whether to refuse an ambiguous name; otherwise the newest run of that name is found.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<FoundAnswer> FindAsync(string name, bool only, CancellationToken cancellation) => GetAsync<FoundAnswer>($"api/find?only={(only ? "true" : "false")}{Query("name", name)}", cancellation);

    /// <summary>A batch.</summary>
    public Task<BatchAnswer> ShowBatchAsync(string batch, CancellationToken cancellation) => GetAsync<BatchAnswer>(PathOfBatch(batch), cancellation);

    /// <summary>Asks something of a batch.</summary>
    /// <returns>The batch as it is then: it need not have come about yet.</returns>
    public Task<BatchOverview> SteerBatchAsync(string batch, RequestKind request, CancellationToken cancellation) =>
        SendAsync<BatchOverview>(new HttpRequestMessage(HttpMethod.Post, $"{PathOfBatch(batch)}/{VerbOf(request)}"), cancellation);

    /// <summary>Removes a batch with its runs.</summary>
    /// <returns>What was removed, the batch last.</returns>
    public Task<IReadOnlyList<Removed>> RemoveBatchAsync(string batch, CancellationToken cancellation) =>
        SendAsync<IReadOnlyList<Removed>>(new HttpRequestMessage(HttpMethod.Delete, PathOfBatch(batch)), cancellation);

    /// <summary>A run.</summary>
    public Task<RunAnswer> ShowAsync(string run, CancellationToken cancellation) => GetAsync<RunAnswer>(PathOf(run), cancellation);

    /// <summary>What a run has on the disk.</summary>
    public Task<RunDetails> DetailsAsync(string run, CancellationToken cancellation) => GetAsync<RunDetails>($"{PathOf(run)}/details", cancellation);

    /// <summary>The configuration of a run, every setting with its value.</summary>
    public async Task<string> ConfigurationAsync(string run, CancellationToken cancellation)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, $"{PathOf(run)}/configuration"), cancellation);
        return await ReadAsync(answer.Content.ReadAsStringAsync(cancellation), cancellation);
    }

    /// <summary>
    /// Submits a run or a batch, once: where the answer is lost nobody knows whether the service took it, and it is sent again under the same key for
    /// half a minute.
    /// </summary>
    /// <param name="text">Its configuration, HOCON.</param>
    /// <param name="tell">Told when it is sent again.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<Submitted> SubmitAsync(string text, Action<string> tell, TimeProvider time, CancellationToken cancellation)
    {
        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        try
        {
            return await SendAsync<Submitted>(Submission(text, key), cancellation);
        }
        catch (ServiceUnreachableException fault) when (fault.IsAnswerLost)
        {
            tell($"the answer of {Address} was lost; the same is sent again, and taken once");
        }

        try
        {
            return await Retries(time).ExecuteAsync(async token => await SendAsync<Submitted>(Submission(text, key), token), cancellation);
        }
        catch (ServiceUnreachableException fault)
        {
            throw new InvalidInputException($"{fault.Message} Whether it took what was submitted is not known: look with actorlstm list, once it answers.", fault);
        }
    }

    /// <summary>Asks something of a run.</summary>
    /// <returns>The run as it is then: it need not have come about yet.</returns>
    public Task<RunOverview> SteerAsync(string run, RequestKind request, CancellationToken cancellation) => SendAsync<RunOverview>(
        new HttpRequestMessage(HttpMethod.Post, $"{PathOf(run)}/{VerbOf(request)}"), cancellation);

    /// <summary>Removes a run.</summary>
    public Task<Removed> RemoveAsync(string run, CancellationToken cancellation) => SendAsync<Removed>(new HttpRequestMessage(HttpMethod.Delete, PathOf(run)), cancellation);

    /// <summary>A text from a checkpoint of a run, whole.</summary>
    public Task<SampleLine> TextAsync(string run, TextRequest text, CancellationToken cancellation)
    {
        var request = Asking(run, text);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Json));
        return SendAsync<SampleLine>(request, cancellation);
    }

    /// <summary>A text from a checkpoint of a run, as it grows.</summary>
    /// <param name="run">The run.</param>
    /// <param name="text">The text.</param>
    /// <param name="begin">Told the epoch of the checkpoint and the seed text as the network reads it, before the text comes.</param>
    /// <param name="grow">Told what has grown.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task GrowAsync(string run, TextRequest text, Action<int, string> begin, Action<ReadOnlyMemory<char>> grow, CancellationToken cancellation)
    {
        using var answer = await SendAsync(Asking(run, text), cancellation);
        begin(int.Parse(HeaderOf(answer, TextsApi.EpochHeader), CultureInfo.InvariantCulture), Uri.UnescapeDataString(HeaderOf(answer, TextsApi.SeedTextHeader)));
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation), Encoding.UTF8);
        var piece = new char[256];
        while (await ReadAsync(reader.ReadAsync(piece, cancellation).AsTask(), cancellation) is var length and > 0)
        {
            grow(piece.AsMemory(0, length));
        }
    }

    /// <summary>What happens in a run or a batch, as the journal keeps it.</summary>
    /// <param name="path">Its address below that of the service.</param>
    /// <param name="after">The number of the last event that is known; 0 for all.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<ServedEvents> EventsAsync(string path, long after, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{path}/events?recorded=true");
        request.Headers.Add("Last-Event-ID", after.ToString(CultureInfo.InvariantCulture));
        return await ServedEvents.OfAsync(await SendAsync(request, cancellation), cancellation);
    }

    /// <summary>The address of a run below that of the service.</summary>
    public static string PathOf(string run) => $"api/runs/{Uri.EscapeDataString(run)}";

    /// <summary>The address of a batch below that of the service.</summary>
    public static string PathOfBatch(string batch) => $"api/batches/{Uri.EscapeDataString(batch)}";

    private static HttpRequestMessage Submission(string text, string key) =>
        new(HttpMethod.Post, "api/runs") { Content = new StringContent(text, Encoding.UTF8, "application/hocon"), Headers = { { "Idempotency-Key", key } } };

    private static ResiliencePipeline Retries(TimeProvider time) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<ServiceUnreachableException>(),
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(250),
            MaxDelay = TimeSpan.FromSeconds(10),
            MaxRetryAttempts = 8,
        })
        .Build();

    private static string VerbOf(RequestKind request) => request == RequestKind.Continue ? "resume" : request.ToString().ToLowerInvariant();

    private static string Query(string key, string? value) => value is null ? "" : $"&{key}={Uri.EscapeDataString(value)}";

    private static HttpRequestMessage Asking(string run, TextRequest text) =>
        new(HttpMethod.Post, $"{PathOf(run)}/sample") { Content = JsonContent.Create(text, options: RunJson.Line) };

    private string HeaderOf(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.First() : throw Foreign(null);

    private Task<T> GetAsync<T>(string path, CancellationToken cancellation) => SendAsync<T>(new HttpRequestMessage(HttpMethod.Get, path), cancellation);

    private async Task<T> SendAsync<T>(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var answer = await SendAsync(request, cancellation);
        try
        {
            return await ReadAsync(answer.Content.ReadFromJsonAsync<T>(RunJson.Line, cancellation), cancellation) ?? throw Foreign(null);
        }
        catch (JsonException fault)
        {
            throw Foreign(fault);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        request.RequestUri = new Uri(address, request.RequestUri!);
        request.Options.Set(Downloads.IsQuiet, true);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using (request)
        {
            var answer = await ReadAsync(http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation), cancellation);
            if (answer.IsSuccessStatusCode)
            {
                return answer;
            }

            using (answer)
            {
                throw Refusal(answer.StatusCode, await ReadAsync(answer.Content.ReadAsStringAsync(cancellation), cancellation));
            }
        }
    }

    private async Task<T> ReadAsync<T>(Task<T> reading, CancellationToken cancellation)
    {
        try
        {
            return await reading;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw Unreachable(fault.Message, fault, IsAnswerLost(fault));
        }
    }

    private Exception Refusal(HttpStatusCode status, string body)
    {
        var problem = ServiceProblem.TryRead(body);
        return status switch
        {
            HttpStatusCode.Unauthorized => new InvalidInputException(
                $"The service {Address} {(token is null ? "asks for a token" : $"does not know the token in {ServerOption.TokenVariable}")}: put its token into the variable {ServerOption.TokenVariable}."),
            HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => Unreachable($"It was answered with {(int)status}.", null, isAnswerLost: true),
            HttpStatusCode.ServiceUnavailable when problem?.Detail is null => Unreachable($"It was answered with {(int)status}.", null, isAnswerLost: true),
            _ when problem?.Errors is { Count: > 0 } errors => new ConfigurationException([.. errors.Select(error => new ConfigurationError(error.Path, error.Message, $"the service {Address}", null))]),
            HttpStatusCode.NotFound when problem?.Detail is { } detail => new NotThereException(detail),
            _ when problem?.Detail is { } detail => new InvalidInputException(detail),
            _ => Foreign(null, status),
        };
    }

    // Where there was no connection nothing was sent; one that does not come in time is a cancellation within another.
    private static bool IsAnswerLost(Exception fault) => fault is not (
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError }
        or OperationCanceledException { InnerException: OperationCanceledException });

    private ServiceUnreachableException Unreachable(string why, Exception? fault, bool isAnswerLost) => new(
        $"The service {Address} cannot be reached: {why.TrimEnd('.')}. Is the address right, and does it run there (actorlstm serve)?", fault, isAnswerLost);

    private InvalidInputException Foreign(Exception? fault, HttpStatusCode? status = null) => new(
        $"What is at {Address} does not answer as a service of this program{(status is null ? "" : $" ({(int)status})")}. Is the address right, and is it of this version?", fault);
}
