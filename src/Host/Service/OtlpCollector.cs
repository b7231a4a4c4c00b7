using ActorLstm.Model;

namespace ActorLstm.Host.Service;

/// <summary>A collector that takes OTLP over HTTP.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Headers">What it wants to see with everything that it is sent: secrets, mostly.</param>
internal sealed record OtlpCollector(string Address, IReadOnlyDictionary<string, string> Headers)
{
    private const string Setting = "service.otlp-headers-file";

    /// <summary>The collector that the options name; null where they name none.</summary>
    /// <exception cref="InvalidInputException">The file with its headers cannot be read, or holds what is none.</exception>
    public static OtlpCollector? Read(ServiceOptions options) => options.OtlpEndpoint is not { } address
        ? null
        : new OtlpCollector(address, options.OtlpHeadersFile is { } file ? HeadersOf(file) : new Dictionary<string, string>());

    /// <summary>The address for a signal.</summary>
    /// <param name="signal">metrics, traces or logs.</param>
    public string AddressOf(string signal) => $"{Address.TrimEnd('/')}/v1/{signal}";

    private static Dictionary<string, string> HeadersOf(string file)
    {
        using var probe = new HttpRequestMessage();
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, line) in SecretFile.Read(Setting, file).Split('\n').Select(line => line.Trim()).Index().Where(line => line.Item is not ("" or ['#', ..])))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon < 1 ? ("", "") : (line[..colon].Trim(), line[(colon + 1)..].Trim());
            if (value.Length == 0 || !value.All(character => character is >= ' ' and <= '~') || !probe.Headers.TryAddWithoutValidation(name, value) || !headers.TryAdd(name, value))
            {
                throw new InvalidInputException($"{Setting}: line {index + 1} of {file} is no header, or one that stands there twice. Write one a line, in ASCII, for instance: Authorization: Bearer TOKEN");
            }
        }

        return headers;
    }
}
