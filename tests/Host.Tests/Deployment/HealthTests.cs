using System.Net;
using System.Net.Sockets;
using ActorLstm.Host.Tests.Service;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Deployment;

/// <summary>The script by which a container tells whether its program is well.</summary>
public sealed class HealthTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_service_is_well_until_it_has_stopped()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        (await AskAsync(service, "/healthz")).MustBe(0);
        (await AskAsync(service, "/readyz")).MustBe(0);
        (await AskAsync(service, "/nothing")).MustBe(1);
        (await service.StopAsync()).MustBe(0);
        (await AskAsync(service, "/healthz")).MustBe(1);
    }

    [Fact]
    public async Task Whether_somebody_listens_at_a_port_is_told_without_a_connection()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Containers are asked so on Linux.");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = $"{((IPEndPoint)listener.LocalEndpoint).Port}";
        (await SystemProgram.RunAsync("bash", ProjectFolder.PathOf("deploy", "health.sh"), port)).MustBe(0);
        listener.Pending().Should().BeFalse();
        listener.Stop();
        (await SystemProgram.RunAsync("bash", ProjectFolder.PathOf("deploy", "health.sh"), port)).MustBe(1);
    }

    private static Task<ProcessResult> AskAsync(ServedProgram service, string path) =>
        SystemProgram.RunAsync("bash", ProjectFolder.PathOf("deploy", "health.sh"), $"{service.Client.BaseAddress!.Port}", path);
}
