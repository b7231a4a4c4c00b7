using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorLstm.Host.Tests.Service.Pages;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Microsoft.Playwright;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>What the page of another site has a browser send, at every way into the service.</summary>
[Trait("Case", "F34")]
public sealed class CrossSiteTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private const string Token = "operator-0123456789abcdef";
    private const string Foreign = "https://elsewhere.example";

    private static readonly string[] Paths = ["/", "/login", "/submit", "/runs/none", "/api/runs", "/api/runs/none", "/api/batches/none", "/api/nodes", "/_blazor", "/_blazor/negotiate", "/_blazor/disconnect", "/metrics", "/nothing"];

    private static readonly (string Name, string Value)[] ForeignHeaders =
    [
        ("Origin", Foreign), ("Origin", "null"), ("Origin", "file://"), ("Origin", "http://127.0.0.1:1"), ("Origin", "nonsense"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"),
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Another_site_gets_no_connection_of_a_page_and_no_stream_and_changes_nothing()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        using var client = new OtherClient(service, "127.0.0.1");
        foreach (var foreign in ForeignHeaders)
        {
            var (status, socket) = await client.ShakeHandsAsync(foreign);
            socket.Dispose();
            status.Should().Be(HttpStatusCode.Forbidden, "{0}", foreign);
            foreach (var path in new[] { "/_blazor?id=guessed", "/api/runs/none/events", "/api/batches/none/events", "/api/runs" })
            {
                (await service.SendAsync(HttpMethod.Get, path, foreign, ("Accept", "text/event-stream"))).Status.Should().Be(HttpStatusCode.Forbidden, "{0} with {1}", path, foreign);
            }

            foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete, HttpMethod.Options })
            {
                foreach (var path in Paths)
                {
                    (await service.SendAsync(method, path, foreign)).Status.Should().Be(HttpStatusCode.Forbidden, "{0} {1} with {2}", method, path, foreign);
                }
            }
        }
    }

    [Fact]
    public async Task A_page_of_the_service_and_a_program_get_a_connection_and_a_link_from_another_site_is_followed()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        using var client = new OtherClient(service, "127.0.0.1");

        foreach (var headers in new (string, string)[][] { [], [("Origin", service.Address)], [("Sec-Fetch-Site", "same-origin"), ("Origin", "null")] })
        {
            var (status, socket) = await client.ShakeHandsAsync(headers);
            socket.Dispose();
            status.Should().Be(HttpStatusCode.SwitchingProtocols);
        }

        (await service.SendAsync(HttpMethod.Get, "/", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"))).Status.Should().Be(HttpStatusCode.OK);
        (await service.SendAsync(HttpMethod.Get, "/", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe"))).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Where_tokens_are_asked_for_a_connection_wants_one_and_another_site_gets_none_with_the_cookie()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], null, $"service.operator-token-file={folder.Write("operator", Token)}");
        using var client = new OtherClient(service, "127.0.0.1");
        using var handler = new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = service.Client.BaseAddress };
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", Token)]);
        using var entered = await http.PostAsync("/login", form, TestContext.Current.CancellationToken);
        var cookie = entered.Headers.GetValues("Set-Cookie").Single();
        cookie.Should().ContainEquivalentOf("samesite=strict").And.ContainEquivalentOf("httponly").And.NotContainEquivalentOf("secure", "this side is not https");
        var mine = ("Cookie", cookie.Split(';')[0]);

        (await StatusAsync()).Should().NotBe(HttpStatusCode.SwitchingProtocols);
        (await StatusAsync(("Authorization", "Bearer wrong-0123456789abcdef"))).Should().NotBe(HttpStatusCode.SwitchingProtocols);
        (await StatusAsync(("Authorization", $"Bearer {Token}"))).Should().Be(HttpStatusCode.SwitchingProtocols, "a program shows its token");
        (await StatusAsync(mine, ("Origin", service.Address))).Should().Be(HttpStatusCode.SwitchingProtocols);
        (await StatusAsync(mine, ("Origin", Foreign))).Should().Be(HttpStatusCode.Forbidden);
        (await StatusAsync(mine, ("Origin", "null"))).Should().Be(HttpStatusCode.Forbidden);
        foreach (var path in new[] { "/api/runs", "/api/runs/none/events", "/metrics" })
        {
            (await service.SendAsync(HttpMethod.Get, path, mine)).Status.Should().Be(HttpStatusCode.Unauthorized, "{0} takes no cookie", path);
        }

        async Task<HttpStatusCode> StatusAsync(params (string, string)[] headers)
        {
            var (status, socket) = await client.ShakeHandsAsync(headers);
            socket.Dispose();
            return status;
        }
    }

    [Fact]
    public async Task A_name_that_was_made_to_lead_here_opens_nothing()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        var handshake = "GET /_blazor HTTP/1.1\r\nHost: elsewhere.example\r\nOrigin: http://elsewhere.example\r\nSec-Fetch-Site: same-origin\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, service.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(handshake), TestContext.Current.CancellationToken);
        var answer = new byte[64];
        var count = await stream.ReadAsync(answer, TestContext.Current.CancellationToken);

        Encoding.ASCII.GetString(answer, 0, count).Should().StartWith("HTTP/1.1 400");
        foreach (var path in new[] { "/", "/api/runs", "/api/runs/none/events", "/_blazor/negotiate", "/metrics" })
        {
            (await service.SendAsync(HttpMethod.Get, path, ("Host", "elsewhere.example"), ("Origin", "http://elsewhere.example"))).Status.Should().Be(HttpStatusCode.BadRequest, "{0}", path);
        }
    }

    [Fact]
    [Trait("Suite", "browser")]
    public async Task A_person_enters_from_another_machine_without_TLS_though_browsers_then_say_less_of_a_request()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"], null, $"service.operator-token-file={folder.Write("operator", Token)}");
        await using var window = await OpenPage.AtAsync(chromium, $"http://service.test:{service.Client.BaseAddress!.Port}/", "/");

        await window.Page.Locator("input[type=password]").FillAsync(Token);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Enter" }).ClickAsync();

        await window.SeesAsync("h1[data-ready]");
        await window.Page.GetByText("There is no run yet.").WaitForAsync();
    }

    [Fact]
    [Trait("Suite", "browser")]
    public async Task A_page_of_another_port_in_a_browser_gets_neither_connection_nor_stream_nor_run()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        using var other = new HttpSink(HttpSink.FreePort());
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(other.Address);

        var got = await page.EvaluateAsync<string[]>(
            """
            async service => Promise.all([
              new Promise(done => { const socket = new WebSocket(service.replace("http", "ws") + "/_blazor"); socket.onopen = () => done("open"); socket.onerror = () => done("refused"); }),
              new Promise(done => { const stream = new EventSource(service + "/api/runs/none/events"); stream.onopen = () => done("open"); stream.onerror = () => done("refused"); }),
              fetch(service + "/api/runs", { method: "POST", mode: "no-cors", body: "actorlstm { experiment.epochs = 1 }" }).then(() => "sent", () => "blocked"),
            ])
            """,
            service.Address);

        got.Should().Equal("refused", "refused", "blocked");
        ((int)(await service.GetAsync("/api/runs"))["total"]!).Should().Be(0);
    }
}
