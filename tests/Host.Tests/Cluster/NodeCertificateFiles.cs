using ActorLstm.Host.Tests.Support;

namespace ActorLstm.Host.Tests.Cluster;

/// <summary>Certificates of nodes, made as for a trial.</summary>
internal static class NodeCertificateFiles
{
    /// <summary>Has the authority in a folder sign one; where there is none it is made.</summary>
    /// <returns>The settings of the node that shows it.</returns>
    public static async Task<string[]> MakeAsync(string place, string node)
    {
        (await SystemProgram.RunAsync("bash", ProjectFolder.PathOf("deploy", "certificates.sh"), place, node)).MustBe(0);
        return
        [
            $"cluster.security.certificate={Path.Combine(place, $"{node}.crt")}",
            $"cluster.security.key={Path.Combine(place, $"{node}.key")}",
            $"cluster.security.authority={Path.Combine(place, "authority.crt")}",
        ];
    }
}
