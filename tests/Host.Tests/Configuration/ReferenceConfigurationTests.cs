using ActorLstm.Host.Cluster;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Configuration.Hocon;
using ActorLstm.Host.Service;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Configuration;

public sealed class ReferenceConfigurationTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "config");

    /// <summary>Those of runs; the service and the nodes of a cluster have one of their own.</summary>
    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.conf").Select(Path.GetFileName).OfType<string>().Where(file => file is not (ServiceConfiguration.Name or ClusterConfiguration.Name))];

    [Fact]
    public void It_lists_exactly_the_keys_that_are_read() =>
        Leaves(HoconReader.Parse(ReferenceConfiguration.Text, "reference.conf")).Should().BeEquivalentTo(
            ConfigurationLoader.KnownPaths().Select(path => $"actorlstm.{path}"));

    [Fact]
    public void Every_key_is_explained_in_a_comment_above_it()
    {
        var lines = ReferenceConfiguration.Text.Split('\n');
        for (var i = 1; i < lines.Length; i++)
        {
            var isSetting = lines[i].Contains('=', StringComparison.Ordinal) && !lines[i].TrimStart().StartsWith('#');
            (isSetting && !lines[i - 1].TrimStart().StartsWith('#')).Should().BeFalse($"line {i + 1} has no comment: {lines[i]}");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_file_that_is_shipped_is_valid(string file) =>
        ConfigurationLoader.LoadFile(Path.Combine(Folder, file), new Dictionary<string, string>(), []).Experiment.Name.Should().Be(Path.GetFileNameWithoutExtension(file));

    private static IEnumerable<string> Leaves(HoconNode node, string path = "") => node is HoconMap map
        ? map.Items.SelectMany(item => Leaves(item.Value, path.Length == 0 ? item.Key : $"{path}.{item.Key}"))
        : [path];
}
