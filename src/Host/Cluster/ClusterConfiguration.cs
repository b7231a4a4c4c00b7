using System.Net;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Host.Service;

namespace ActorLstm.Host.Cluster;

/// <summary>Reads the settings of a node whole: <c>cluster.conf</c> and <c>service.conf</c>, a file above them, the environment, the options.</summary>
internal static class ClusterConfiguration
{
    /// <summary>The defaults, which are part of the program.</summary>
    public const string Name = "cluster.conf";

    /// <summary>Reads them.</summary>
    /// <param name="sources">The file; an empty text where there is none.</param>
    /// <param name="cores">Cores of the machine.</param>
    /// <exception cref="ConfigurationException">Everything that is wrong.</exception>
    public static (ClusterOptions Cluster, ServiceOptions Service) Load(ConfigurationSources sources, int cores) => ProgramConfiguration.Load(
        sources, [ServiceConfiguration.Name, Name], ["service", "cluster", "persistence"], settings => (Read(settings, cores), ServiceConfiguration.Read(settings, cores)));

    /// <summary>The paths of all settings, without <c>actorlstm.</c>.</summary>
    public static IReadOnlyList<string> KnownPaths() => ProgramConfiguration.KnownPaths([ServiceConfiguration.Name, Name], settings => (Read(settings, cores: 1), ServiceConfiguration.Read(settings, cores: 1)));

    private static ClusterOptions Read(SettingsReader settings, int cores)
    {
        const string Host = "the name or the address of a machine";
        var hostname = settings.Text("cluster.hostname", Host, NodeAddress.IsHost).Trim('[', ']');
        var roles = Roles(settings);
        var options = new ClusterOptions
        {
            Hostname = hostname,
            BindHostname = settings.OptionalText("cluster.bind-hostname", Host, NodeAddress.IsHost)?.Trim('[', ']') ?? hostname,
            Port = settings.Int("cluster.port", 0, 65535),
            Roles = roles,
            Join = Nodes(settings, "cluster.join", "a node, such as node1.example:4053"),
            Samplers = settings.Int("cluster.samplers", 0, 1024) is var samplers and > 0 ? samplers : cores,
            CheckpointCacheBytes = settings.Long("cluster.checkpoint-cache-mb", 0, 1_000_000_000) * 1_000_000,
            CheckpointCache = settings.OptionalText("cluster.checkpoint-cache", "the path of a folder", ServiceConfiguration.IsPath),
            StableAfter = settings.Duration("cluster.stable-after", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            Security = Security(settings),
            Management = Management(settings),
            Discovery = Discovery(settings),
            RequiredNodes = settings.Int("cluster.management.required-nodes", 1, 1000),
            Persistence = Persistence(settings, isNeeded: roles.Contains(NodeRole.Coordinator) || roles.Contains(NodeRole.Trainer)),
        };
        if (options.Security is null && settings.Part("cluster.security.certificate") is null && Open(options) is { } open)
        {
            settings.Refuse("cluster.security.certificate", $"is missing, and other machines reach {open}: whoever reaches a node can have it do anything. Give certificate, key and authority, or keep the node on 127.0.0.1");
        }

        return options;
    }

    private static IReadOnlyList<NodeRole> Roles(SettingsReader settings)
    {
        var names = Enum.GetNames<NodeRole>().Select(name => name.ToLowerInvariant()).ToList();
        var given = settings.OptionalTexts("cluster.roles", $"one of {string.Join(", ", names)}", names.Contains, longest: names.Count);
        if (given is null)
        {
            settings.Refuse("cluster.roles", $"is null: a node has at least one of the roles {string.Join(", ", names)}");
        }

        return [.. (given ?? []).Where(names.Contains).Select(name => Enum.Parse<NodeRole>(name, ignoreCase: true))];
    }

    private static ClusterSecurityOptions? Security(SettingsReader settings)
    {
        string[] names = ["certificate", "key", "authority"];
        var files = names.Select(name => settings.OptionalText($"cluster.security.{name}", "the path of a file in PEM", ServiceConfiguration.IsPath)).ToList();
        var missing = names.Where(name => settings.Part($"cluster.security.{name}") is null).ToList();
        if (missing.Count is > 0 and < 3)
        {
            settings.Refuse($"cluster.security.{missing[0]}", "is missing, and others of the section security are there: give certificate, key and authority, or none of them");
        }

        return files is [{ } certificate, { } key, { } authority] ? new ClusterSecurityOptions(certificate, key, authority) : null;
    }

    private static NodeAddress? Management(SettingsReader settings)
    {
        var hostname = settings.Text("cluster.management.hostname", "the name or the address of a machine", NodeAddress.IsHost).Trim('[', ']');
        return settings.Part("cluster.management.port") is null ? Unused() : new NodeAddress(hostname, settings.Int("cluster.management.port", 1, 65535));

        NodeAddress? Unused()
        {
            settings.OptionalText("cluster.management.port", "a port", _ => true);
            return null;
        }
    }

    private static NodeDiscovery? Discovery(SettingsReader settings)
    {
        var kubernetes = new KubernetesDiscovery(
            settings.Text("cluster.kubernetes.label-selector", "a label selector, such as app=actorlstm", text => text.Length > 0),
            settings.Text("cluster.kubernetes.port-name", "the name of a port", text => text.Length > 0));
        var listed = new ListedDiscovery(Nodes(settings, "cluster.management.contact-points", "the management of a node, such as node1.example:8558"));
        var method = settings.Choice<DiscoveryMethod>("cluster.discovery");
        if (method == DiscoveryMethod.None)
        {
            return null;
        }

        if (settings.Part("cluster.management.port") is null)
        {
            settings.Refuse("cluster.discovery", $"is {method.ToString().ToLowerInvariant()}, and the nodes ask each other through cluster.management.port, which is null: give the port");
        }

        if (settings.Part("cluster.join") is not null)
        {
            settings.Refuse("cluster.join", "and cluster.discovery both say how nodes find each other: give one of them");
        }

        if (method == DiscoveryMethod.Config && settings.Part("cluster.management.contact-points") is null)
        {
            settings.Refuse("cluster.management.contact-points", "is null, and cluster.discovery is config: list where the management of each node listens, for instance [\"node1.example:8558\", \"node2.example:8558\"]");
        }

        return method == DiscoveryMethod.Config ? listed : kubernetes;
    }

    private static IReadOnlyList<NodeAddress> Nodes(SettingsReader settings, string path, string what) =>
        [.. (settings.OptionalTexts(path, what, text => NodeAddress.Parse(text) is not null, longest: 100) ?? []).Select(NodeAddress.Parse).OfType<NodeAddress>()];

    private static PersistenceOptions Persistence(SettingsReader settings, bool isNeeded)
    {
        const string Path = "persistence.connection-string";
        const string Example = "\"Host=db.example;Database=runs;Username=actorlstm\"";
        var provider = settings.Choice<PersistenceProvider>("persistence.provider");
        var connection = settings.OptionalSecret(Path, $"the address of a PostgreSQL server, for instance {Example}", PostgresAddress.IsValid);
        if (provider == PersistenceProvider.Sqlite)
        {
            settings.Refuse("persistence.provider", "is sqlite, a file of one machine: nodes that write it over a network would damage it, and it is lost with its machine. Set it to postgresql, and give persistence.connection-string");
        }
        else if (connection is null && isNeeded)
        {
            settings.Refuse(Path, $"is missing: the nodes of a cluster keep the events of runs on a PostgreSQL server. Give its address, for instance {Example}");
        }

        return new PersistenceOptions { Provider = provider, ConnectionString = connection };
    }

    private static string? Open(ClusterOptions options) =>
        NodeAddress.IsHost(options.BindHostname) && !IsLoopback(options.BindHostname) ? $"{options.BindHostname}, where the node listens"
        : options.Management is { } management && NodeAddress.IsHost(management.Host) && !IsLoopback(management.Host) ? $"{management.Host}, where its management listens"
        : null;

    private static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private enum DiscoveryMethod
    {
        None,
        Config,
        Kubernetes,
    }
}
