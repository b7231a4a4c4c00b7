using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Configuration.Batches;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Service.Webhooks;
using Serilog.Events;

namespace ActorLstm.Host.Service;

/// <summary>Reads the settings of the service whole: <c>service.conf</c>, a file above it, the environment, the options.</summary>
internal static class ServiceConfiguration
{
    /// <summary>The defaults, which are part of the program.</summary>
    public const string Name = "service.conf";

    /// <summary>The setting of the memory that the service keeps for itself.</summary>
    public const string MemoryReserveSetting = "service.memory-reserve-mb";

    /// <summary>Reads them.</summary>
    /// <param name="sources">The file; an empty text where there is none.</param>
    /// <param name="cores">Cores of the machine.</param>
    /// <exception cref="ConfigurationException">Everything that is wrong.</exception>
    public static ServiceOptions Load(ConfigurationSources sources, int cores) => ProgramConfiguration.Load(sources, [Name], ["service"], settings => Read(settings, cores));

    /// <summary>The paths of all settings, without <c>actorlstm.</c>.</summary>
    public static IReadOnlyList<string> KnownPaths() => ProgramConfiguration.KnownPaths([Name], settings => Read(settings, cores: 1));

    /// <summary>Reads the section <c>service</c> of settings that have more.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="cores">Cores of the machine.</param>
    internal static ServiceOptions Read(SettingsReader settings, int cores)
    {
        var runs = settings.Int("service.concurrent-runs", 0, 64) is var some and > 0 ? some : Math.Max(1, cores / 2);
        var publicUrl = ProxyAddress.Public(settings);
        var options = new ServiceOptions
        {
            PublicUrl = publicUrl,
            TrustedProxies = ProxyAddress.Trusted(settings, isBehindProxy: publicUrl is not null),
            Urls = settings.OptionalTexts("service.urls", "an address such as http://127.0.0.1:8620", ServiceAddress.IsValid, longest: 10) ?? [],
            ConcurrentRuns = runs,
            Threads = settings.Int("service.threads", 0, 1024) is var threads and > 0 ? threads : Math.Max(1, cores / runs),
            QueueLength = settings.Int("service.queue-length", 1, 1_000_000),
            BatchRuns = settings.Int("service.batch-runs", 1, BatchReader.MostRuns),
            DiskReserve = settings.Long("service.disk-reserve-mb", 0, 1_000_000_000) * 1_000_000,
            MemoryReserve = settings.Long(MemoryReserveSetting, 0, 1_000_000) * 1_000_000,
            LargestRequest = settings.Long("service.largest-request-kb", 1, 1_000_000) * 1000,
            PagesPerClient = settings.Int("service.pages-per-client", 1, 10_000),
            WatchersPerClient = settings.Int("service.watchers-per-client", 1, 10_000),
            OperatorTokenFile = settings.OptionalText("service.operator-token-file", "the path of a file", IsPath),
            ViewerTokenFile = settings.OptionalText("service.viewer-token-file", "the path of a file", IsPath),
            Log = Log(settings),
            OtlpEndpoint = settings.OptionalText("service.otlp-endpoint", "an address such as http://127.0.0.1:4318", IsWebAddress),
            OtlpHeadersFile = settings.OptionalText("service.otlp-headers-file", "the path of a file", IsPath),
            Webhook = Webhook(settings),
            StopTimeout = settings.Duration("service.stop-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        };
        if (settings.Part("service.urls") is null)
        {
            settings.Refuse("service.urls", "names no address: the service has to listen somewhere, for instance on http://127.0.0.1:8620");
        }

        if (options is { OperatorTokenFile: null, ViewerTokenFile: not null })
        {
            settings.Refuse("service.viewer-token-file", "stands without service.operator-token-file: without that everybody may do everything. Give both, or none");
        }

        if (options.OperatorTokenFile is null && options.Urls.FirstOrDefault(url => ServiceAddress.IsValid(url) && !ServiceAddress.IsLoopback(url)) is { } open)
        {
            settings.Refuse("service.operator-token-file", $"is missing, and {open} can be reached from other machines: give a file with a token, or listen on 127.0.0.1 alone");
        }

        if (options is { OperatorTokenFile: null, PublicUrl: { } address } && !ServiceAddress.IsLoopback(address))
        {
            settings.Refuse("service.public-url", $"names \"{address.Host}\", which other machines can reach, and service.operator-token-file is missing: anyone who reaches that address could start and remove runs. Set service.operator-token-file to a file with a token, or leave service.public-url out");
        }

        if (options.Log.Otlp && settings.Part("service.otlp-endpoint") is null)
        {
            settings.Refuse("service.log.otlp", "is true, and service.otlp-endpoint names no collector: give one, or set it to false");
        }

        if (options.OtlpHeadersFile is not null && settings.Part("service.otlp-endpoint") is null)
        {
            settings.Refuse("service.otlp-headers-file", "stands without service.otlp-endpoint: give both, or neither");
        }

        return options;
    }

    private static ServiceLogOptions Log(SettingsReader settings)
    {
        var options = new ServiceLogOptions
        {
            Level = settings.Choice<LogEventLevel>("service.log.level"),
            FileSize = settings.Long("service.log.file-size-mb", 1, 10_000) * 1_000_000,
            Files = settings.Int("service.log.files", 1, 1000),
            Seq = settings.OptionalText("service.log.seq", "an address such as http://127.0.0.1:5341", IsWebAddress),
            SeqKeyFile = settings.OptionalText("service.log.seq-key-file", "the path of a file", IsPath),
            Otlp = settings.Bool("service.log.otlp"),
        };
        if (options.SeqKeyFile is not null && settings.Part("service.log.seq") is null)
        {
            settings.Refuse("service.log.seq-key-file", "stands without service.log.seq: give both, or neither");
        }

        return options;
    }

    private static WebhookOptions? Webhook(SettingsReader settings)
    {
        var url = settings.OptionalText("service.webhook.url", "an address that begins with http:// or https://", IsWebAddress);
        var secret = settings.OptionalText("service.webhook.secret-file", "the path of a file", IsPath);
        var on = settings.OptionalTexts("service.webhook.on", $"one of {string.Join(", ", WebhookOptions.Ends.Select(RunOverview.Word))}", word => EndOf(word) is not null, longest: WebhookOptions.Ends.Count) ?? [];
        var (hasUrl, hasSecret) = (settings.Part("service.webhook.url") is not null, settings.Part("service.webhook.secret-file") is not null);
        if (hasUrl != hasSecret)
        {
            settings.Refuse(
                hasUrl ? "service.webhook.secret-file" : "service.webhook.url", $"is missing, and service.webhook.{(hasUrl ? "url" : "secret-file")} is there: whoever is told has to know who tells it. Give both, or neither");
        }

        return Uri.TryCreate(url, UriKind.Absolute, out var address) && secret is not null
            ? new WebhookOptions { Url = address, SecretFile = secret, On = [.. on.Select(EndOf).OfType<RunStatus>()] }
            : null;
    }

    private static RunStatus? EndOf(string word) => WebhookOptions.Ends.Select(status => (RunStatus?)status).FirstOrDefault(status => RunOverview.Word(status!.Value) == word);

    private static bool IsWebAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "", Fragment: "" };

    internal static bool IsPath(string text) => !string.IsNullOrWhiteSpace(text) && !text.Contains('\0', StringComparison.Ordinal);
}
