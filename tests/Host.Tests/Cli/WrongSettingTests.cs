using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

/// <summary>A mistake has one error, which is true, with advice that the user of this verb can follow.</summary>
[Trait("Case", "F15")]
public sealed class WrongSettingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--urls localhost:8620: wants a list, each item an address such as http://127.0.0.1:8620.", "serve", "--urls", "localhost:8620")]
    [InlineData("--set service.port=99: actorlstm.service.port is not a key. config/service.conf lists every key.", "serve", "--set", "service.port=99")]
    [InlineData("--set service.urls=[]: actorlstm.service.urls wants a list of 1 to 10 texts, for instance [\"one\", \"another\"], or null for none; found an empty list.", "serve", "--set", "service.urls=[]")]
    [InlineData("--set service.log.level=loud: actorlstm.service.log.level wants one of verbose, debug, information, warning, error, fatal; found loud.", "serve", "--set", "service.log.level=loud")]
    [InlineData("--set akka.loglevel=DEBUG: akka is outside actorlstm { ... }; did you mean actorlstm.service.log.level?", "serve", "--set", "akka.loglevel=DEBUG")]
    [InlineData("--set experiment.epochs=3: actorlstm.experiment.epochs is not a key. config/service.conf lists every key.", "serve", "--set", "experiment.epochs=3")]
    public async Task The_service_refuses_it_with_one_error(string error, params string[] arguments)
    {
        var refused = await ActorLstmProcess.RunAsync(arguments, null, folder.Path);
        refused.MustBe(2);
        refused.Error.Should().EndWith($"is refused, nothing was started (1 error):\n{error}\n");
    }

    [Fact]
    public async Task A_node_refuses_a_wrong_host_with_one_error()
    {
        var refused = await ActorLstmProcess.RunAsync("node", "--hostname", "no host", "--roles", "sampler");
        refused.MustBe(2);
        refused.Error.Should().Contain("(1 error)").And.Contain("--hostname no host: wants the name or the address of a machine.");
    }

    [Theory]
    [InlineData("corpus", "nosuch.txt")]
    [InlineData("corpus", "latin.txt")]
    [InlineData("corpus", "latin.txt", "--encoding", "nosuch")]
    public async Task What_is_wrong_with_a_corpus_names_no_setting(params string[] arguments)
    {
        folder.Write("latin.txt", [.. "caf"u8, 0xE9, .. " au lait"u8]);
        var refused = await ActorLstmProcess.RunAsync(arguments, null, folder.Path);
        refused.MustBe(2);
        refused.Error.Should().StartWith("error: ").And.NotContain("corpus.");
    }

    [Theory]
    [Trait("Case", "F11")]
    [InlineData("ACTORLSTM_RUN", "ACTORLSTM_RUNS")]
    [InlineData("ACTORLSTM_RUNS_DIR", "ACTORLSTM_RUNS")]
    [InlineData("ACTORLSTM_SEVRER", "ACTORLSTM_SERVER")]
    [InlineData("actorlstm_token", "ACTORLSTM_TOKEN")]
    public async Task A_variable_that_means_another_one_is_named(string name, string meant)
    {
        var environment = new Dictionary<string, string?> { [name] = folder["elsewhere"], ["ACTORLSTM_SERVICE_HOST"] = "10.0.0.1", ["ACTORLSTM_PORT"] = "tcp://10.0.0.1:8620" };
        var listed = await ActorLstmProcess.RunAsync(["list"], environment, folder.Path);
        listed.MustBe(0);
        listed.Error.Should().StartWith($"note: nothing reads the environment variable {name}. Did you mean {meant}?\nThere is no run");
    }

    [Fact]
    [Trait("Case", "F11")]
    public async Task A_variable_of_a_section_that_nothing_has_is_refused_by_the_service()
    {
        var refused = await ActorLstmProcess.RunAsync(["serve"], new Dictionary<string, string?> { ["ACTORLSTM__SERVCE__URLS"] = "http://127.0.0.1:0", ["ACTORLSTM_SERVICE_QUEUE_LENGTH"] = "3", ["ACTORLSTM__TRAINING__BATCH_SIZE"] = "64" }, folder.Path);
        refused.MustBe(2);
        refused.Error.Should().Contain("(2 errors)")
            .And.Contain("environment variable ACTORLSTM__SERVCE__URLS: actorlstm.servce.urls is not a key; did you mean ACTORLSTM__SERVICE__URLS?")
            .And.Contain("environment variable ACTORLSTM_SERVICE_QUEUE_LENGTH: Nothing reads this variable: two underscores stand for a dot. Did you mean ACTORLSTM__SERVICE__QUEUE_LENGTH?");
    }
}
