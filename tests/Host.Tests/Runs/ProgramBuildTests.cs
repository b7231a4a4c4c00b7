using ActorLstm.Host.Runs;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Runs;

[Trait("Case", "F7")]
public sealed class ProgramBuildTests
{
    [Theory]
    [InlineData("0.1.0", "0.1.0", "unknown", "unknown", "0.1.0 (commit unknown)")]
    [InlineData("0.1.0+fefb232398c754f284d5", "0.1.0", "fefb232398c754f284d5", "clean", "0.1.0 (commit fefb232398)")]
    [InlineData("0.1.0-rc.1+fefb232398c754f284d5.modified", "0.1.0-rc.1", "fefb232398c754f284d5", "modified", "0.1.0-rc.1 (commit fefb232398, modified)")]
    [InlineData("0.1.0+fefb.unknown", "0.1.0", "fefb", "unknown", "0.1.0 (commit fefb, perhaps modified)")]
    public void An_informational_version_tells_version_commit_and_tree(string informational, string version, string commit, string tree, string words)
    {
        var build = ProgramBuild.Parse(informational);
        build.Should().Be(new ProgramBuild(version, commit, tree));
        build.ToString().Should().Be(words);
    }
}
