using ActorLstm.Model.Corpora;

namespace ActorLstm.Host.Cli;

/// <summary>The way to the network: it says what is downloaded before it waits, and it does not wait for long.</summary>
/// <param name="inner">What does the downloading.</param>
/// <param name="announce">Takes a line for each address, the first time that it is asked for.</param>
/// <param name="patience">How long <paramref name="inner"/> waits for a connection, for the message.</param>
internal sealed class Downloads(HttpMessageHandler inner, Action<string> announce, TimeSpan patience) : DelegatingHandler(inner)
{
    /// <summary>How long a connection may take: a firewall that drops packets answers never.</summary>
    public static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);

    // The largest known corpus has 600 KB.
    private static readonly TimeSpan WholePatience = TimeSpan.FromSeconds(60);

    /// <summary>Set on a request that is no download, and not said.</summary>
    public static readonly HttpRequestOptionsKey<bool> IsQuiet = new("quiet");

    private readonly HashSet<Uri> announced = [];

    /// <summary>A client of the network.</summary>
    /// <param name="announce">Takes a line for each download.</param>
    /// <param name="connectPatience">How long a connection may take.</param>
    public static HttpClient Client(Action<string> announce, TimeSpan connectPatience) =>
        new(new Downloads(new SocketsHttpHandler { ConnectTimeout = connectPatience }, announce, connectPatience)) { Timeout = WholePatience };

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        if (!request.Options.TryGetValue(IsQuiet, out _) && announced.Add(address))
        {
            var name = KnownCorpus.All.FirstOrDefault(corpus => corpus.Address == address)?.Name;
            announce($"downloading {(name is null ? "" : $"{name} from ")}{address}");
        }

        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (TaskCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            // .NET calls this "The operation was canceled."
            throw new TaskCanceledException($"There was no connection within {patience.TotalSeconds} s.", fault);
        }
    }
}
