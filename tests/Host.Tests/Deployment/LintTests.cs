using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Deployment;

/// <summary>What the linters of the distribution say of scripts, YAML and the Compose file.</summary>
public sealed class LintTests
{
    [Fact]
    public async Task Shell_scripts_are_without_a_fault() =>
        ShouldBeClean(await SystemProgram.RunAsync(
            "shellcheck", ["--severity=warning", ProjectFolder.PathOf("tests", "run.sh"), ProjectFolder.PathOf(".ci", "run"), .. Directory.GetFiles(ProjectFolder.PathOf("deploy"), "*.sh")]));

    [Fact]
    public async Task Yaml_files_are_without_a_fault() =>
        ShouldBeClean(await SystemProgram.RunAsync("yamllint", "--strict", "--config-file", ProjectFolder.PathOf("deploy", ".yamllint"), ProjectFolder.PathOf("deploy")));

    [Fact]
    public async Task Compose_takes_its_file()
    {
        using var folder = new TemporaryFolder();
        string[] compose = ["--file", ProjectFolder.PathOf("deploy", "compose.yaml"), "--env-file", folder.Write("variables", "ACTORLSTM_USER=1000:1000\n"), "--profile", "cluster", "config"];
        ShouldBeClean(await SystemProgram.RunAsync("docker-compose", [.. compose, "--quiet"]));
        (await SystemProgram.RunAsync("docker-compose", [.. compose, "--services"])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Should().BeEquivalentTo("postgres", "service", "node-1", "node-2", "node-3");
    }

    [Fact]
    [Trait("Case", "F36")]
    public async Task Systemd_takes_the_unit_and_starts_the_service_for_as_long_as_it_takes()
    {
        using var folder = new TemporaryFolder();
        var unit = await File.ReadAllTextAsync(ProjectFolder.PathOf("deploy", "systemd", "actorlstm.service"), TestContext.Current.CancellationToken);
        unit.Split('\n').Should().Contain(["After=network-online.target postgresql.service", "StartLimitIntervalSec=0", "Restart=on-failure", "RequiresMountsFor=/var/lib/actorlstm"]);
        var here = folder.Write("actorlstm.service", unit.Replace("/opt/actorlstm/actorlstm", ActorLstmProcess.Program, StringComparison.Ordinal).Replace("file:/opt/actorlstm/docs", $"file:{ProjectFolder.PathOf("docs")}", StringComparison.Ordinal));

        ShouldBeClean(await SystemProgram.RunAsync("systemd-analyze", "verify", here));
    }

    private static void ShouldBeClean(ProcessResult linted)
    {
        linted.MustBe(0);
        (linted.Output + linted.Error).Should().BeEmpty();
    }
}
