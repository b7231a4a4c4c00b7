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

    private static void ShouldBeClean(ProcessResult linted)
    {
        linted.MustBe(0);
        (linted.Output + linted.Error).Should().BeEmpty();
    }
}
