using ActorLstm.Model.Corpora;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Corpora;

public sealed class CorpusPlacesTests
{
    [Fact]
    public void The_variable_is_a_list_of_folders()
    {
        var places = Places(("ACTORLSTM_DATA", string.Join(Path.PathSeparator, "/data", " /more ", "")));
        places.DataFolders.Should().Equal("/data", "/more");
        places.BaseFolders.Should().Equal("here");
    }

    [Fact]
    public void Without_the_variable_there_is_none() => Places().DataFolders.Should().BeEmpty();

    [Fact]
    public void The_cache_is_where_the_user_keeps_caches() =>
        Places(("XDG_CACHE_HOME", "/caches")).CacheFolder.Should().Be(Path.Combine("/caches", "actorlstm", "corpora"));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void Or_in_the_user_s_own_folder(string? variable) =>
        Path.IsPathRooted(Places(("XDG_CACHE_HOME", variable)).CacheFolder).Should().BeTrue();

    private static CorpusPlaces Places(params (string Name, string? Value)[] variables) =>
        CorpusPlaces.FromEnvironment(name => variables.FirstOrDefault(variable => variable.Name == name).Value, "here");
}
