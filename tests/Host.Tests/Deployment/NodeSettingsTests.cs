using ActorLstm.Host.Cluster;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Deployment;

/// <summary>The settings of the nodes of <c>deploy/</c>, as the program reads them.</summary>
public sealed class NodeSettingsTests
{
    [Theory]
    [InlineData("cluster.conf")]
    [InlineData("kubernetes/cluster/cluster.conf")]
    public void Nodes_speak_TLS_alone_and_ask_users_for_a_token(string file)
    {
        var path = ProjectFolder.PathOf(["deploy", .. file.Split('/')]);
        var variables = new Dictionary<string, string> { ["ACTORLSTM__PERSISTENCE__CONNECTION_STRING"] = "Host=db.example;Database=runs;Username=actorlstm" };
        var (cluster, service) = ClusterConfiguration.Load(new ConfigurationSources(File.ReadAllText(path), path) { Environment = variables }, cores: 4);
        cluster.Security.Should().NotBeNull();
        service.OperatorTokenFile.Should().NotBeNull();
    }
}
