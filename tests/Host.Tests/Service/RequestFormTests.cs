using System.Net;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Tests.Service.Pages;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

/// <summary>Requests that a program or a person types slightly differently than is meant.</summary>
public sealed class RequestFormTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private const string Run = "20260314-150926-abcd";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("Case", "F38")]
    public async Task HEAD_is_answered_as_GET_is_but_for_the_body()
    {
        StoredRuns.Write(folder, Run, StoredRuns.Told(Run, 2, RunStatus.Completed));
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        foreach (var path in new[]
        {
            "/", "/batches", "/submit", "/playground", "/login", $"/runs/{Run}", "/runs/none", "/nothing", "/healthz", "/readyz", "/metrics", "/openapi/v1.json",
            "/api/runs", $"/api/runs/{Run}", $"/api/runs/{Run}/metrics", $"/api/runs/{Run}/events", "/api/runs/none", "/api/batches", "/api/nodes", "/api/runs?nonsense=1", "/api/nothing",
        })
        {
            var (get, head) = (await service.SendAsync(HttpMethod.Get, path), await service.SendAsync(HttpMethod.Head, path));
            (head.Status, head.Type, head.Text).Should().Be((get.Status, get.Type, ""), "{0}", path);
        }

        var live = await service.SubmitAsync("actorlstm { experiment.epochs = 1000000, corpus.source = sample, windows { maxlen = 20, step = 40 }, model.hidden = 16, training.threads = 1, sampling.length = 5 }");
        (await service.SendAsync(HttpMethod.Head, $"/api/runs/{live}/events")).Type.Should().Be("text/event-stream", "a stream without end answers as well");
    }

    [Fact]
    [Trait("Case", "F38")]
    public async Task A_parameter_that_the_API_does_not_take_is_refused_with_those_that_it_takes()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        foreach (var (path, detail) in new[]
        {
            ("/api/runs?limit=1&nonsense=1", "\"limit\" is not a parameter of GET /api/runs. It takes status, name, batch, page, size. \"nonsense\" is not a parameter"),
            ("/api/runs?statu=failed", "did you mean \"status\"?"),
            ("/api/runs?Sizes=3", "did you mean \"size\"?"),
            ("/api/batches?pages=2", "did you mean \"page\"?"),
            ("/api/batches?batch=x", "\"batch\" is not a parameter of GET /api/batches"),
            ("/api/nodes?name=x", "takes none"),
            ("/api/runs/none?full=true", "takes none"),
            ("/api/runs/none/samples?epochs=3", "did you mean \"epoch\"?"),
            ("/api/runs/none/events?record=true", "did you mean \"recorded\"?"),
            ("/api/runs?page=two", "page wants a whole number; found \"two\"."),
            ("/api/runs?page=0", "page wants a whole number from 1 on"),
            ("/api/runs?size=99999999999", "size wants a whole number; found"),
            ("/api/runs?page=1&page=2", "page is given 2 times"),
            ("/api/runs?status=ended", "status wants one of"),
            ("/api/runs/none/events?recorded=maybe", "recorded wants true or false; found \"maybe\"."),
            ("/api/runs/none/samples?temperature=warm", "temperature wants a number; found \"warm\"."),
        })
        {
            var answer = await service.SendAsync(HttpMethod.Get, path);
            (answer.Status, answer.Type).Should().Be((HttpStatusCode.BadRequest, "application/problem+json"), "{0}", path);
            ((string)answer.Json["detail"]!).Should().Contain(detail);
        }
    }

    [Fact]
    [Trait("Case", "F38")]
    public async Task A_misspelt_parameter_of_a_submission_starts_nothing()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);

        (await service.PostAsync("/api/runs?nam=x&priority=1", "actorlstm.experiment.epochs = 1")).Status.Should().Be(HttpStatusCode.BadRequest);
        (await service.PostAsync("/api/runs/none/pause?force=true")).Status.Should().Be(HttpStatusCode.BadRequest);
        ((int)(await service.GetAsync("/api/runs?Status=queued&NAME=x&batch=y&page=1&size=1"))["total"]!).Should().Be(0);
    }

    [Fact]
    [Trait("Case", "F43")]
    public async Task What_is_not_there_is_a_page_for_a_browser_and_a_problem_document_for_a_program_with_status_404()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        foreach (var path in new[] { "/nothing", "/runs", "/runs/nope", "/batches/nope", "/compare?run=nope&run=nor-this", "/playground?run=nope", "/assets/nothing.css" })
        {
            var answer = await service.SendAsync(HttpMethod.Get, path, ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));
            (answer.Status, answer.Type).Should().Be((HttpStatusCode.NotFound, "text/html"), "{0}", path);
            answer.Text.Should().Contain("<h1").And.Contain("<nav").And.Contain("</html>");
        }

        foreach (var (path, accept) in new[] { ("/nothing", "*/*"), ("/api/nothing", "text/html,*/*"), ("/api/runs/nope", "text/html,*/*"), ("/api/batches/nope", "application/json") })
        {
            var answer = await service.SendAsync(HttpMethod.Get, path, ("Accept", accept));
            (answer.Status, answer.Type).Should().Be((HttpStatusCode.NotFound, "application/problem+json"), "{0}", path);
            ((string?)answer.Json["detail"]).Should().NotBeNullOrEmpty();
        }
    }

    [Fact]
    [Trait("Case", "F43")]
    public async Task A_method_that_is_not_allowed_is_refused_with_those_that_are()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        foreach (var (method, path, allowed) in new[]
        {
            ("POST", "/", "GET, HEAD"), ("POST", "/runs/nope", "GET, HEAD"), ("DELETE", "/submit", "GET, HEAD"), ("DELETE", "/login", "GET, HEAD, POST"),
            ("PUT", "/api/runs", "GET, HEAD, POST"), ("PATCH", "/api/runs/nope", "DELETE, GET, HEAD"), ("GET", "/api/runs/nope/pause", "POST"), ("HEAD", "/api/runs/nope/sample", "POST"),
        })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var answer = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
            answer.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed, "{0} {1}", method, path);
            answer.Content.Headers.Allow.Should().BeEquivalentTo(allowed.Split(", "), "{0} {1}", method, path);
        }
    }

    [Fact]
    [Trait("Case", "F43")]
    [Trait("Suite", "browser")]
    public async Task A_person_at_an_unknown_address_finds_the_way_back()
    {
        using var service = await ServedProgram.StartAsync(folder["runs"]);
        await using var window = await OpenPage.AtAsync(chromium, service, "/nothing/here");
        window.Forgive(); // The browser complains of the status itself.
        await window.SeesAsync("h1");
        await window.MustBeGoodAsync("unknown");

        await window.Page.GetByText("All runs").ClickAsync();
        await window.Page.GetByText("There is no run yet.").WaitForAsync();
    }
}
