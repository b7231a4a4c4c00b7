using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Deployment;

/// <summary>What the build writes into the program about its sources, tried on a repository that has nothing else in it.</summary>
[Trait("Case", "F7")]
public sealed class SourceStateTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SourceStateTests()
    {
        Directory.CreateDirectory(folder["build"]);
        Directory.CreateDirectory(folder["src"]);
        File.Copy(ProjectFolder.PathOf("build", "SourceState.targets"), folder["build", "SourceState.targets"]);
        folder.Write("src/Any.csproj", """<Project Sdk="Microsoft.NET.Sdk"><Import Project="../build/SourceState.targets" /><PropertyGroup><TargetFramework>net10.0</TargetFramework><Version>1.2.3</Version></PropertyGroup></Project>""");
        folder.Write("src/Any.cs", "internal sealed class Any;");
        folder.Write(".gitignore", "obj/\n");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_build_of_a_commit_is_told_from_one_of_changed_sources()
    {
        var commit = await CommitAsync();
        (await VersionAsync()).Should().Be($"1.2.3+{commit}");

        folder.Write("NOTES.md", "no source");
        (await VersionAsync()).Should().Be($"1.2.3+{commit}", "the program is not built from it");

        folder.Write("src/Other.cs", "internal sealed class Other;");
        (await VersionAsync()).Should().Be($"1.2.3+{commit}.modified", "a new source is a change");

        var next = await CommitAsync();
        next.Should().NotBe(commit);
        (await VersionAsync()).Should().Be($"1.2.3+{next}");
    }

    [Fact]
    public async Task A_build_without_a_repository_works_and_can_be_told_its_commit()
    {
        (await VersionAsync()).Should().Be("1.2.3");
        (await VersionAsync("-p:SourceRevisionId=0123abcd", "-p:SourceState=clean")).Should().Be("1.2.3+0123abcd");
        (await VersionAsync("-p:SourceRevisionId=0123abcd")).Should().Be("1.2.3+0123abcd.unknown", "git knows nothing of this folder");
    }

    private async Task<string> CommitAsync()
    {
        await GitAsync("init", "--quiet");
        await GitAsync("add", "--all");
        await GitAsync("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false", "commit", "--quiet", "--message", "Sources");
        return (await GitAsync("rev-parse", "HEAD")).Trim();
    }

    private async Task<string> GitAsync(params string[] arguments)
    {
        var result = await SystemProgram.RunAsync("git", ["-C", folder.Path, .. arguments]);
        result.MustBe(0);
        return result.Output;
    }

    private async Task<string> VersionAsync(params string[] properties)
    {
        var result = await SystemProgram.RunAsync(
            "dotnet", ["msbuild", folder["src", "Any.csproj"], "-nologo", "-t:AddSourceRevisionToInformationalVersion", "-getProperty:InformationalVersion", .. properties]);
        result.MustBe(0);
        return result.Output.Trim();
    }
}
