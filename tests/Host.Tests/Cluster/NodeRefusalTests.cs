using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cluster;

/// <summary>A node that could do harm does not start, and says why and what to do.</summary>
public sealed class NodeRefusalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("persistence.provider=sqlite", "a file of one machine")]
    [InlineData("cluster.roles=[trainer]", "persistence.connection-string")]
    [InlineData("cluster.roles=[]", "cluster.roles")]
    [InlineData("cluster.roles=[boss]", "coordinator, trainer, sampler")]
    [InlineData("cluster.hostname=node1.example", "other machines reach")]
    [InlineData("cluster.bind-hostname=0.0.0.0", "other machines reach")]
    [InlineData("cluster.join=[\"nowhere\"]", "such as node1.example:4053")]
    [InlineData("cluster.security.key=node.key", "give certificate, key and authority")]
    [InlineData("cluster.discovery=kubernetes", "cluster.management.port")]
    [InlineData("cluster.discovery=config", "cluster.management.contact-points")]
    public async Task A_setting_that_cannot_be_is_refused_with_what_to_do(string setting, string reason)
    {
        var refused = await ActorLstmProcess.RunAsync("node", "--runs", folder["runs"], "--set", setting);

        refused.MustBe(2);
        refused.Error.Should().Contain(reason);
        Directory.Exists(folder["runs"]).Should().BeFalse();
    }
}
