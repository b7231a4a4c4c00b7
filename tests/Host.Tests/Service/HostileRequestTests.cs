using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>Whatever is sent to the service: it answers that the sender is wrong, and goes on.</summary>
public sealed class HostileRequestTests : IDisposable
{
    private const string OperatorToken = "operator-0123456789abcdef";
    private const string ViewerToken = "viewer-0123456789abcdef";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW"];

    private static readonly string[] Parts =
    [
        "api", "runs", "batches", "metrics", "samples", "events", "sample", "pause", "resume", "cancel", "configuration", "..", "%2e%2e", "%00", "%ff", "etc%2fpasswd", "%5c..%5c", "a b", "😀", "login", "_blazor", "compare",
        "20260314-150926-aaaa", "healthz", "openapi", "v1.json", "assets", "*", "'--", "<script>", "%0d%0aSet-Cookie:x", "?status=none", "?page=-1", "?size=99999999999", "?page=2147483647&size=1000", "?run=a&run=b",
    ];

    private static readonly Gen<string> Path = Gen.OneOf(OneOf(Parts), Gen.String[0, 12].Select(Uri.EscapeDataString)).Array[1, 5].Select(parts => "/" + string.Join('/', parts).TrimStart('/').Replace("/?", "?", StringComparison.Ordinal));

    private static readonly Gen<byte[]> Body = Gen.OneOf(
        Gen.Byte.Array[0, 300],
        OneOf("{", "actorlstm {", "actorlstm { experiment.epochs = 1e999 }", "{\"temperature\": NaN}", "{\"length\": -1}", "null", "[]", "actorlstm = ${actorlstm}", "actorlstm { training { threads = 99999999 } }", "a=1\u0000b", "include \"x\"").Select(Encoding.UTF8.GetBytes),
        Gen.Int[1, 3000].Select(depth => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a{", depth)))),
        Gen.Int[1, 3000].Select(depth => Encoding.UTF8.GetBytes("actorlstm.sampling.temperatures = " + new string('[', depth))));

    private static readonly Gen<(string Method, string Path, byte[] Body, string? Token, string Type)> Request =
        Gen.Select(OneOf(Methods), Path, Body, OneOf<string?>(null, "", "wrong", ViewerToken, OperatorToken), OneOf("application/json", "application/hocon", "text/html", "multipart/form-data"));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_thousand_requests_that_are_wrong_in_every_way_get_an_answer_that_says_so()
    {
        using var service = await StartAsync();
        var (answers, strange) = (0, new List<string>());
        var before = service.Figures().OpenFiles;
        await Request.SampleAsync(
            async request =>
            {
                using var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Path);
                if (request.Method is not ("GET" or "HEAD" or "TRACE"))
                {
                    message.Content = new ByteArrayContent(request.Body);
                    message.Content.Headers.TryAddWithoutValidation("Content-Type", request.Type);
                }

                if (request.Token is not null)
                {
                    message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {request.Token}");
                }

                using var answer = await service.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
                Interlocked.Increment(ref answers);
                var isProblem = answer.Content.Headers.ContentType?.MediaType is "application/problem+json";

                // Of a path that is no path at all the web server itself says so, before the service sees it.
                var mayBeBare = request.Method == "HEAD" || !request.Path.StartsWith("/api", StringComparison.OrdinalIgnoreCase) || request.Path.Contains("%00", StringComparison.Ordinal);
                if ((int)answer.StatusCode >= 500 || ((int)answer.StatusCode >= 400 && !isProblem && !mayBeBare))
                {
                    lock (strange)
                    {
                        strange.Add($"{request.Method} {request.Path} with {request.Token ?? "no token"}: {(int)answer.StatusCode} {answer.Content.Headers.ContentType}");
                    }
                }

                return true;
            },
            iter: 1000,
            threads: 4);

        answers.Should().BeGreaterThanOrEqualTo(1000);
        strange.Should().BeEmpty();
        (await service.SendAsync(HttpMethod.Get, "/healthz")).Text.Should().Be("Healthy");
        service.Figures().OpenFiles.Should().BeLessThan(before + 50, "nothing is left open");
    }

    [Fact]
    public async Task Bytes_that_are_no_HTTP_do_no_harm()
    {
        using var service = await StartAsync();
        await Gen.Byte.Array[1, 400].SampleAsync(
            async garbage =>
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(IPAddress.Loopback, service.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
                await using var stream = socket.GetStream();
                await stream.WriteAsync(garbage, TestContext.Current.CancellationToken);
                socket.Client.Shutdown(SocketShutdown.Send);
                var answer = new byte[64];
                var count = await stream.ReadAsync(answer, TestContext.Current.CancellationToken);
                return count == 0 || Encoding.ASCII.GetString(answer, 0, count).StartsWith("HTTP/1.1 4", StringComparison.Ordinal);
            },
            iter: 200,
            threads: 4);

        (await service.SendAsync(HttpMethod.Get, "/healthz")).Text.Should().Be("Healthy");
    }

    [Fact]
    public async Task A_configuration_without_end_is_refused_before_it_is_read_and_one_that_comes_too_slowly_is_not_waited_for()
    {
        using var service = await StartAsync();

        var large = await service.PostAsync("/api/runs", new string('a', 1_100_000), headers: ("Authorization", $"Bearer {OperatorToken}"));
        large.Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        large.Type.Should().Be("application/problem+json");

        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, service.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /api/runs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {OperatorToken}\r\nContent-Length: 1000\r\n\r\nactor"), TestContext.Current.CancellationToken);
        var answer = new byte[64];
        var count = await stream.ReadAsync(answer, TestContext.Current.CancellationToken);
        Encoding.ASCII.GetString(answer, 0, count).Should().StartWith("HTTP/1.1 408");
    }

    [Fact]
    public async Task Without_a_token_nothing_is_shown_and_with_the_viewers_nothing_is_changed()
    {
        using var service = await StartAsync();
        (HttpMethod Method, string Path)[] looks =
        [
            (HttpMethod.Get, "/api/runs"), (HttpMethod.Get, "/api/runs/x"), (HttpMethod.Get, "/api/runs/x/events"), (HttpMethod.Get, "/api/runs/x/samples"), (HttpMethod.Post, "/api/runs/x/sample"),
            (HttpMethod.Get, "/api/batches"), (HttpMethod.Get, "/api/batches/x"), (HttpMethod.Get, "/api/batches/x/events"), (HttpMethod.Get, "/api/batches/x/configuration"),
        ];
        (HttpMethod Method, string Path)[] changes =
        [
            (HttpMethod.Post, "/api/runs"), (HttpMethod.Post, "/api/runs/x/pause"), (HttpMethod.Post, "/api/runs/x/resume"), (HttpMethod.Post, "/api/runs/x/cancel"), (HttpMethod.Delete, "/api/runs/x"),
            (HttpMethod.Post, "/api/batches/x/pause"), (HttpMethod.Post, "/api/batches/x/resume"), (HttpMethod.Post, "/api/batches/x/cancel"), (HttpMethod.Delete, "/api/batches/x"),
        ];

        foreach (var (method, path) in looks.Concat(changes))
        {
            (await service.SendAsync(method, path)).Status.Should().Be(HttpStatusCode.Unauthorized, "{0} {1} without a token", method, path);
            (await service.SendAsync(method, path, ("Authorization", "Bearer wrong-0123456789abcdef"))).Status.Should().Be(HttpStatusCode.Unauthorized, "{0} {1} with a wrong one", method, path);
        }

        foreach (var (method, path) in changes)
        {
            var answer = await service.SendAsync(method, path, ("Authorization", $"Bearer {ViewerToken}"));
            (answer.Status, answer.Type).Should().Be((HttpStatusCode.Forbidden, "application/problem+json"), "{0} {1} as a viewer", method, path);
        }

        (await service.SendAsync(HttpMethod.Get, "/api/runs", ("Authorization", $"Bearer {ViewerToken}"))).Status.Should().Be(HttpStatusCode.OK);
        (await service.SendAsync(HttpMethod.Get, "/", ("Cookie", "actorlstm=forged"))).Text.Should().Contain("Token", "a page asks for one");
        foreach (var back in new[] { "//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example", "/%0Aelsewhere", "elsewhere" })
        {
            var entered = await service.PostAsync("/login", $"token={OperatorToken}&return={back}", "application/x-www-form-urlencoded");
            entered.Status.Should().Be(HttpStatusCode.OK, "whoever enters with {0} stands on the first page", back);
        }
    }

    [Fact]
    public async Task What_the_page_of_another_site_sends_is_refused()
    {
        using var service = await ServedProgram.StartAsync(folder["open"]);

        (await service.PostAsync("/api/runs", "actorlstm {}", "text/plain", ("Origin", "https://elsewhere.example"))).Status.Should().Be(HttpStatusCode.Forbidden);
        (await service.PostAsync("/api/runs", "actorlstm {}", "text/plain", ("Sec-Fetch-Site", "cross-site"))).Status.Should().Be(HttpStatusCode.Forbidden);
        (await service.PostAsync("/api/runs", "actorlstm {}", "text/plain", ("Origin", "null"))).Status.Should().Be(HttpStatusCode.Forbidden);
        (await service.SendAsync(HttpMethod.Get, "/api/runs", ("Host", "elsewhere.example"))).Status.Should().Be(HttpStatusCode.BadRequest, "a name that was made to lead here");
        foreach (var (method, path) in new[] { (HttpMethod.Get, "/"), (HttpMethod.Get, "/api/runs/none"), (HttpMethod.Post, "/api/runs/none/pause"), (HttpMethod.Get, "/none"), (HttpMethod.Get, "/healthz") })
        {
            var headers = (await service.SendAsync(method, path)).Headers;
            headers["Content-Security-Policy"].Should().Contain("default-src 'self'").And.Contain("frame-ancestors 'none'", "{0} {1}", method, path);
            headers["X-Content-Type-Options"].Should().Be("nosniff", "{0} {1}", method, path);
        }
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://[::]:0")]
    public async Task An_address_that_others_reach_wants_a_token(string url)
    {
        var started = await Support.ActorLstmProcess.RunAsync("serve", "--urls", url, "--runs", folder["runs"]);

        started.MustBe(2);
        started.Error.Should().Contain("service.operator-token-file");
    }

    [Fact]
    [Trait("Case", "F37")]
    public async Task A_public_address_that_others_reach_wants_a_token()
    {
        var configuration = folder.Write("service.conf", "actorlstm.service {\n  public-url = \"https://example.org/lstm\"\n}");

        var started = await Support.ActorLstmProcess.RunAsync("serve", "--urls", "http://127.0.0.1:0", "--runs", folder["runs"], "--config", configuration);

        started.MustBe(2);
        started.Error.Should().Contain("service.conf:2: actorlstm.service.public-url names \"example.org\"").And.Contain("service.operator-token-file");
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private Task<ServedProgram> StartAsync() => ServedProgram.StartAsync(
        folder["runs"], null, $"service.operator-token-file={folder.Write("operator", OperatorToken)}", $"service.viewer-token-file={folder.Write("viewer", ViewerToken)}", "service.queue-length=5");
}
