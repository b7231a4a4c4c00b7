using ActorLstm.Actors.Runs;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Service;
using AwesomeAssertions;
using Serilog.Events;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

public sealed class ServiceConfigurationTests
{
    [Fact]
    public void What_is_not_given_is_as_the_defaults_say()
    {
        var options = Load("");

        (options.OtlpEndpoint, options.Webhook).Should().Be((null, null));
        options.Log.Should().Be(new ServiceLogOptions { Level = LogEventLevel.Information, FileSize = 50_000_000, Files = 5 });
    }

    [Fact]
    public void The_file_of_the_defaults_can_be_given_as_it_is()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "config", ServiceConfiguration.Name);

        ServiceConfiguration.Load(new ConfigurationSources(File.ReadAllText(file), file), cores: 4).Should().BeEquivalentTo(Load(""), options => options.ComparingByMembers<ServiceOptions>());
    }

    [Fact]
    public void What_is_given_is_read()
    {
        var options = Load("""
            otlp-endpoint = "http://collector:4318"
            otlp-headers-file = headers
            log { level = warning, file-size-mb = 1, files = 2, seq = "https://seq.example", seq-key-file = key, otlp = true }
            webhook { url = "https://example.org/hook?from=here", secret-file = secret, on = [failed, diverged] }
            """);

        (options.OtlpEndpoint, options.OtlpHeadersFile).Should().Be(("http://collector:4318", "headers"));
        options.Log.Should().Be(new ServiceLogOptions { Level = LogEventLevel.Warning, FileSize = 1_000_000, Files = 2, Seq = "https://seq.example", SeqKeyFile = "key", Otlp = true });
        (options.Webhook!.Url, options.Webhook.SecretFile).Should().Be((new Uri("https://example.org/hook?from=here"), "secret"));
        options.Webhook.On.Should().Equal(RunStatus.Failed, RunStatus.Diverged);
    }

    [Theory]
    [Trait("Case", "F37")]
    [InlineData("", "")]
    [InlineData("public-url = \"https://example.org/lstm\"", "127.0.0.0/8 ::1/128")]
    [InlineData("public-url = \"https://example.org\", trusted-proxies = [\"10.0.0.0/8\", \"192.0.2.1\", \"2001:db8::1\"]", "10.0.0.0/8 192.0.2.1/32 2001:db8::1/128")]
    [InlineData("public-url = \"https://example.org\", trusted-proxies = []", "")]
    public void This_machine_is_a_trusted_proxy_where_there_is_a_public_address_and_nothing_else_is_said(string settings, string trusted)
    {
        string.Join(' ', Load($"operator-token-file = token\n{settings}").TrustedProxies).Should().Be(trusted);
    }

    [Theory]
    [Trait("Case", "F37")]
    [InlineData("public-url = \"https://localhost/lstm\"")]
    [InlineData("public-url = \"http://127.0.0.2:8080\"")]
    [InlineData("public-url = \"https://[::1]/lstm\"")]
    [InlineData("public-url = \"https://example.org/lstm\", operator-token-file = token")]
    public void A_public_address_that_only_this_machine_reaches_needs_no_token(string settings)
    {
        FluentActions.Invoking(() => Load(settings)).Should().NotThrow();
    }

    [Theory]
    [InlineData("otlp-endpoint = \"localhost:4318\"", "service.otlp-endpoint")]
    [InlineData("otlp-headers-file = headers", "service.otlp-headers-file")]
    [InlineData("public-url = \"example.org/lstm\"", "service.public-url")]
    [InlineData("public-url = \"ftp://example.org\"", "service.public-url")]
    [InlineData("public-url = \"https://example.org/lstm?x=1\"", "service.public-url")]
    [InlineData("operator-token-file = token, public-url = \"https://example.org/api/lstm\"", "service.public-url")]
    [InlineData("public-url = \"https://example.org/lstm\"", "service.public-url")]
    [InlineData("public-url = \"http://192.0.2.1\"", "service.public-url")]
    [InlineData("public-url = \"https://localhost.example.org\"", "service.public-url")]
    [InlineData("trusted-proxies = [proxy]", "service.trusted-proxies")]
    [InlineData("trusted-proxies = [\"10.1.2.3/8\"]", "service.trusted-proxies")]
    [InlineData("pages-per-client = 0", "service.pages-per-client")]
    [InlineData("watchers-per-client = none", "service.watchers-per-client")]
    [InlineData("log.level = chatty", "service.log.level")]
    [InlineData("log.file-size-mb = 0", "service.log.file-size-mb")]
    [InlineData("log.files = 0", "service.log.files")]
    [InlineData("log.seq = \"seq\"", "service.log.seq")]
    [InlineData("log.seq-key-file = key", "service.log.seq-key-file")]
    [InlineData("log.otlp = yes", "service.log.otlp")]
    [InlineData("log.otlp = true", "service.log.otlp")]
    [InlineData("log.size = 3", "service.log.size")]
    [InlineData("webhook { url = \"file:///etc/passwd\", secret-file = secret }", "service.webhook.url")]
    [InlineData("webhook { url = \"ftp://example.org\", secret-file = secret }", "service.webhook.url")]
    [InlineData("webhook { url = \"https://me:secret@example.org\", secret-file = secret }", "service.webhook.url")]
    [InlineData("webhook.url = \"https://example.org\"", "service.webhook.secret-file")]
    [InlineData("webhook.secret-file = secret", "service.webhook.url")]
    [InlineData("webhook.on = [completed, running]", "service.webhook.on")]
    [InlineData("webhook.on = completed", "service.webhook.on")]
    public void What_is_wrong_is_refused_by_its_name(string settings, string path)
    {
        var load = () => Load(settings);

        load.Should().Throw<ConfigurationException>().Which.Errors.Should().ContainSingle().Which.Path.Should().Be($"actorlstm.{path}");
    }

    private static ServiceOptions Load(string settings) => ServiceConfiguration.Load(new ConfigurationSources($"actorlstm.service {{ {settings} }}", "service.conf"), 4);
}
