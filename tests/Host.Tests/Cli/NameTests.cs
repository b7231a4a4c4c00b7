using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

/// <summary>What the verbs make of a name that can mean two runs.</summary>
[Trait("Case", "F13")]
public sealed class NameTests : IDisposable
{
    private const string Named = "20260314-150926-aaaa";
    private const string Other = "20260315-150926-bbbb";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("remove")]
    [InlineData("cancel")]
    public async Task A_run_named_with_the_beginning_of_anothers_id_is_not_mistaken_for_it(string verb)
    {
        Write(Named, name: "20260315");
        Write(Other, name: "other");

        var refused = await Do(verb, "20260315");

        refused.MustBe(2);
        refused.Error.Should().Contain("\"20260315\" can mean 2 runs. Give the whole id of one:")
            .And.MatchRegex($"run +{Named} +completed +started .* UTC, named \"20260315\"").And.MatchRegex($"run +{Other} +completed +started .* UTC, named \"other\"");
        Directory.EnumerateDirectories(folder["runs"]).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_verb_that_only_reads_takes_the_name_before_the_beginning_of_an_id()
    {
        Write(Named, name: "20260315");
        Write(Other, name: "other");

        foreach (var verb in new[] { "show", "report" })
        {
            (await Do(verb, "20260315", "--json")).Output.Should().Contain(Named).And.NotContain(Other);
        }
    }

    [Fact]
    public async Task A_run_whose_name_another_has_as_well_is_removed_by_its_id_alone()
    {
        Write(Named, name: "same");
        Write(Other, name: "same");
        (await Do("remove", "same")).MustBe(2);

        (await Do("remove", Named)).MustBe(0);

        (await Do("remove", "same")).Output.Should().StartWith($"removed {Other} (same)");
    }

    [Fact]
    public async Task The_newest_run_of_a_name_is_paused()
    {
        Write(Named, name: "same");
        StoredRuns.Write(folder, Other, StoredRuns.Told(Other, epochs: 1, name: "same"));
        using var lease = RunLease.Take(folder["runs", Other], new RunOwner("there", 7, "token"), TimeProvider.System);
        using var pause = ActorLstmProcess.Start(["pause", "same"], folder: folder.Path);
        await pause.ErrorHas("waiting for process 7 on there");
        StoredRuns.Write(folder, Other, StoredRuns.Told(Other, epochs: 1, RunStatus.Completed, "same"));
        lease.Dispose();

        (await pause.WaitAsync()).Output.Should().Contain($"run {Other} is completed");
    }

    private void Write(string id, string name) => StoredRuns.Write(folder, id, StoredRuns.Told(id, epochs: 1, RunStatus.Completed, name));

    private Task<ProcessResult> Do(params string[] arguments) => ActorLstmProcess.RunAsync(arguments, environment: null, folder.Path);
}
