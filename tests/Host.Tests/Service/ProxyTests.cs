using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Service.Pages;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Microsoft.Playwright;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>The service behind a proxy that speaks TLS, at a path of its own.</summary>
[Trait("Case", "F37")]
public sealed class ProxyTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private const string Token = "operator-0123456789abcdef";
    private const string Endless = "actorlstm { experiment { name = proxied, epochs = 1000000, seed = 7 }, corpus.source = sample, windows { maxlen = 20, step = 20 }, model.hidden = 16, training.threads = 1, sampling { length = 20, temperatures = [0.5] } }";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [Trait("Suite", "browser")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_person_enters_submits_watches_and_steers_below_the_path_of_the_proxy(bool isStripped)
    {
        var port = HttpSink.FreePort();
        using var service = await StartAsync(port);
        await using var proxy = await TlsProxy.StartAsync(port, service.Address, isStripped);
        await using var window = await OpenPage.AtAsync(chromium, $"{TlsProxy.AddressOf(port)}/", "submit");
        var page = window.Page;

        page.Url.Should().StartWith($"{TlsProxy.AddressOf(port)}/login?return=");
        await page.Locator("input[type=password]").FillAsync(Token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter" }).ClickAsync();
        await page.WaitForURLAsync($"{TlsProxy.AddressOf(port)}/submit");
        await window.SeesAsync("[data-ready]");
        var cookies = await page.Context.CookiesAsync();
        cookies.Should().Contain(cookie => cookie.Name == "actorlstm").And.AllSatisfy(cookie =>
            (cookie.Path, cookie.Secure, cookie.HttpOnly, cookie.SameSite).Should().Be(("/lstm", true, true, SameSiteAttribute.Strict), "{0}", cookie.Name));

        await page.Locator("#configuration").FillAsync(Endless);
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        await page.WaitForURLAsync($"{TlsProxy.AddressOf(port)}/runs/*");
        var run = page.Url;
        await window.HasAsync("epoch 2/1000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.Locator(".status.paused").WaitForAsync();
        await window.MustBeGoodAsync($"proxied-{isStripped}");

        foreach (var path in new[] { run, "./", "batches", "submit", "playground", "nodes", $"compare?run={run.Split('/')[^1]}" })
        {
            await page.GotoAsync(path);
            await window.SeesAsync("h1");
            var addresses = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('a, link, script, form')].map(one => one.href || one.src || one.action).filter(one => one && !one.startsWith('data:'))");
            addresses.Should().NotBeEmpty().And.AllSatisfy(address => address.Should().StartWith($"{TlsProxy.AddressOf(port)}/"));
        }

        await page.GotoAsync("./");
        await window.SeesAsync("[data-ready]");
        await page.GetByRole(AriaRole.Link, new() { Name = "proxied" }).ClickAsync();
        await page.WaitForURLAsync(run);
        await window.SeesAsync("[data-ready]");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes" }).ClickAsync();
        await page.Locator(".status.cancelled").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes" }).ClickAsync();
        await page.WaitForURLAsync($"{TlsProxy.AddressOf(port)}/");
        await window.MustBeGoodAsync($"proxied-end-{isStripped}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_program_finds_addresses_that_lead_through_the_proxy_and_streams_come_as_they_are_told(bool isStripped)
    {
        var port = HttpSink.FreePort();
        using var service = await StartAsync(port);
        await using var proxy = await TlsProxy.StartAsync(port, service.Address, isStripped);
        using var client = TlsProxy.Client(port);
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {Token}");

        using var submitted = await client.PostAsync("api/runs", new StringContent(Endless, Encoding.UTF8, "application/hocon"), TestContext.Current.CancellationToken);
        submitted.Headers.Location!.OriginalString.Should().StartWith("/lstm/api/runs/");
        using var stream = new StreamReader(await client.GetStreamAsync($"{submitted.Headers.Location}/events", TestContext.Current.CancellationToken));
        while (await stream.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.StartsWith("event: epoch", StringComparison.Ordinal))
        {
            // The run trains on while it is watched: what is told arrives before its end.
        }

        var api = JsonNode.Parse(await client.GetStringAsync("openapi/v1.json", TestContext.Current.CancellationToken))!;
        ((string)api["servers"]!.AsArray().Single()!["url"]!).Should().Be(TlsProxy.AddressOf(port));
        foreach (var (origin, status) in new[] { ("https://elsewhere.example", HttpStatusCode.Forbidden), ($"https://{TlsProxy.Host}", HttpStatusCode.Forbidden), ($"https://{TlsProxy.Host}:{port}", HttpStatusCode.OK) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "_blazor/negotiate?negotiateVersion=1") { Headers = { { "Origin", origin } } };
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            answer.StatusCode.Should().Be(status, "{0}", origin);
        }

        using var stranger = TlsProxy.Client(port);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", Token), KeyValuePair.Create("return", "/other/service")]);
        using var entered = await stranger.PostAsync("login", form, TestContext.Current.CancellationToken);
        entered.Headers.Location!.OriginalString.Should().Be("/lstm/", "another program below the same name is not this one's");
    }

    [Fact]
    public async Task Clients_behind_a_trusted_proxy_are_told_apart_and_nobody_else_can_say_who_he_is()
    {
        var port = HttpSink.FreePort();
        using var service = await StartAsync(port, "service.trusted-proxies=[127.0.0.1]");
        await using var proxy = await TlsProxy.StartAsync(port, service.Address, isStripped: false);
        using var first = TlsProxy.Client(port, "127.0.0.2");
        using var second = TlsProxy.Client(port, "127.0.0.3");
        using var liar = new OtherClient(service, "127.0.0.4");

        (await WrongTokensAsync(first, 60)).Should().Contain(HttpStatusCode.TooManyRequests);
        (await WrongTokensAsync(second, 5)).Should().OnlyContain(status => status == HttpStatusCode.Unauthorized);
        (await WrongTokensAsync(liar.Http, 60)).Should().Contain(HttpStatusCode.TooManyRequests, "each of its requests names another address");
    }

    private static async Task<IReadOnlyList<HttpStatusCode>> WrongTokensAsync(HttpClient client, int count)
    {
        var got = new List<HttpStatusCode>();
        for (var number = 0; number < count; number++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "api/runs") { Headers = { { "Authorization", "Bearer wrong-0123456789abcdef" }, { "X-Forwarded-For", $"10.0.0.{number}" } } };
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            got.Add(answer.StatusCode);
        }

        return got;
    }

    private Task<ServedProgram> StartAsync(int port, params string[] settings) => ServedProgram.StartAsync(
        folder["runs"], null, [$"service.public-url={TlsProxy.AddressOf(port)}", $"service.operator-token-file={folder.Write("operator", Token)}", .. settings]);
}
