using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs.Journals;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Configuration;

public sealed class RecordedPersistenceTests : IDisposable
{
    private const string Recorded = "actorlstm.persistence { provider = postgresql, connection-string = \"Host=server;Database=runs\" }";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_is_found_where_its_configuration_says()
    {
        folder.Write("experiment.conf", Recorded);
        Of().Should().Be(new PersistenceOptions { Provider = PersistenceProvider.PostgreSql, ConnectionString = "Host=server;Database=runs" });
    }

    [Fact]
    public void The_environment_adds_the_password_and_what_else_it_says_does_not_matter()
    {
        folder.Write("experiment.conf", Recorded);
        Of(("ACTORLSTM__PERSISTENCE__CONNECTION_STRING", "Host=server;Password=hush"), ("ACTORLSTM__TRAINING__BATCH_SIZE", "none")).ConnectionString.Should().Be("Host=server;Password=hush");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("actorlstm { training.batch-size = -1 }")]
    [InlineData("actorlstm {")]
    public void Where_the_configuration_is_lost_the_file_beside_the_runs_stands_in(string? content)
    {
        if (content is not null)
        {
            folder.Write("experiment.conf", content);
        }

        Of().Should().Be(new PersistenceOptions());
    }

    private PersistenceOptions Of(params (string Name, string Value)[] environment) =>
        RecordedPersistence.Of(folder.Path, environment.ToDictionary(variable => variable.Name, variable => variable.Value));
}
