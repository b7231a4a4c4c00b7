using System.Net;
using System.Net.Sockets;
using ActorLstm.Host.Cli;
using ActorLstm.Model.Corpora;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

public sealed class DownloadsTests
{
    private readonly List<string> announced = [];

    [Fact]
    public async Task What_is_downloaded_is_said_once_by_its_name_and_address()
    {
        var known = KnownCorpus.All[0];
        using var web = FakeWeb.With([1, 2, 3]);
        using var client = new HttpClient(new Downloads(web, announced.Add, Downloads.ConnectPatience));
        await client.GetByteArrayAsync(known.Address, TestContext.Current.CancellationToken);
        await client.GetByteArrayAsync(known.Address, TestContext.Current.CancellationToken);
        announced.Should().Equal($"downloading {known.Name} from {known.Address}");
    }

    [Fact]
    public async Task A_connection_that_does_not_come_about_is_given_up_with_its_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var client = Downloads.Client(announced.Add, TimeSpan.FromSeconds(0.5));
        var download = () => client.GetByteArrayAsync(new Uri($"https://{silent.LocalEndpoint}/a.txt"), TestContext.Current.CancellationToken);
        await download.Should().ThrowAsync<TaskCanceledException>().WithMessage("There was no connection within 0.5 s.");
        client.Timeout.Should().BeLessThan(TimeSpan.FromSeconds(100));
    }
}
