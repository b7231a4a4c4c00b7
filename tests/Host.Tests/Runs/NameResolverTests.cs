using ActorLstm.Host.Runs;
using ActorLstm.Host.Runs.Batches;
using ActorLstm.Host.Runs.Names;
using ActorLstm.Host.Tests.Reports;
using ActorLstm.Model;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Runs;

[Trait("Case", "F13")]
public sealed class NameResolverTests : IDisposable
{
    private const string Run = "20260314-150926-aaaa";
    private const string Later = "20260314-150927-aaaa";
    private const string Batch = "20260314-150925-zzzz";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_name_is_not_the_beginning_of_another_runs_id()
    {
        new ToldRun(Run, "20260314-150927").Write(folder);
        new ToldRun(Later, "other").Write(folder);

        Find("20260314-150927").Should().Be(Run);
        Ambiguous("20260314-150927").Should().Equal(Run, Later);
    }

    [Fact]
    public void Of_several_runs_of_a_name_the_newest_is_meant_and_nothing_that_cannot_be_undone_is_done_to_it()
    {
        new ToldRun(Later, "twice").Write(folder);
        new ToldRun(Run, "twice").Write(folder);

        Find("twice").Should().Be(Later);
        Ambiguous("twice").Should().Equal(Later, Run);
    }

    [Fact]
    public void A_batch_goes_before_runs_of_its_name_and_is_not_removed_in_their_place()
    {
        new ToldRun(Run, "rates").Write(folder);
        ToldRun.WriteBatch(folder, Batch, "rates");

        Find("rates").Should().Be(Batch);
        Ambiguous("rates").Should().Equal(Batch, Run);
    }

    [Fact]
    public void The_name_of_a_run_goes_before_the_beginning_of_a_batchs_id()
    {
        new ToldRun(Run, Batch[..^2]).Write(folder);
        ToldRun.WriteBatch(folder, Batch, "rates");

        Find(Batch[..^2]).Should().Be(Run);
        Ambiguous(Batch[..^2]).Should().Equal(Run, Batch);
    }

    [Fact]
    public void A_whole_id_and_a_path_are_beyond_doubt_whatever_others_are_called()
    {
        new ToldRun(Run, "run").Write(folder);
        new ToldRun(Later, Run).Write(folder);
        ToldRun.WriteBatch(folder, Batch, Run);
        ToldRun.WriteBatch(folder, "20260314-150925-yyyy", $"runs/{Run}");

        foreach (var text in new[] { Run, $"runs/{Run}" })
        {
            Find(text).Should().Be(Run);
            Id(Names().FindOnly(text)).Should().Be(Run);
        }

        Id(Names().FindOnly(Batch)).Should().Be(Batch);
    }

    [Fact]
    public void A_folder_of_the_user_that_has_the_name_of_a_run_is_doubtful()
    {
        new ToldRun(Run, "mine").Write(folder);
        folder.Write("mine/run.json", "{}");

        Names().Find("mine").Folder.Should().Be(folder["mine"]);
        FluentActions.Invoking(() => Names().FindOnly("mine")).Should().Throw<AmbiguousNameException>();
        Names().FindOnly("./mine").Folder.Should().Be(folder["mine"]);
    }

    [Fact]
    public void The_beginning_of_one_id_is_enough_and_that_of_several_is_not()
    {
        new ToldRun(Run, "one").Write(folder);
        new ToldRun(Later, "two").Write(folder);
        ToldRun.WriteBatch(folder, Batch, "rates");

        foreach (var (beginning, id) in new[] { (Run[..^1], Run), (Batch[..^2], Batch) })
        {
            Find(beginning).Should().Be(id);
            Id(Names().FindOnly(beginning)).Should().Be(id);
        }

        FluentActions.Invoking(() => Find("20260314")).Should().Throw<RunUnknownException>().WithMessage($"3 ids in * begin with \"20260314\": {Batch} (a batch), {Later}, {Run}. Give more of the id.");
        Ambiguous("20260314").Should().BeEquivalentTo(Run, Later, Batch);
    }

    [Fact]
    public void The_matches_are_listed_with_what_tells_them_apart()
    {
        new ToldRun(Run, "rates").Write(folder);
        ToldRun.WriteBatch(folder, Batch, "rates");

        FluentActions.Invoking(() => Names().FindOnly("rates")).Should().Throw<AmbiguousNameException>().Which.Message.Split('\n').Should().Equal(
            "Nothing was done: \"rates\" can mean 2 runs and batches. Give the whole id of one:",
            $"  batch {Batch}  completed    started 2026-03-14 15:09:26 UTC, named \"rates\"",
            $"  run   {Run}  completed    started 2026-03-14 15:09:26 UTC, named \"rates\"");
    }

    [Fact]
    public void Where_runs_alone_are_meant_a_batch_is_none()
    {
        ToldRun.WriteBatch(folder, Batch, "rates");

        FluentActions.Invoking(() => Store().Names().Find("rates")).Should().Throw<RunUnknownException>().WithMessage("There is no run \"rates\" in*");
    }

    [Fact]
    public void The_pages_are_read_once_for_all_names()
    {
        new ToldRun(Run, "one").Write(folder);
        ToldRun.WriteBatch(folder, Batch, "rates");
        var names = Names();
        FluentActions.Invoking(() => names.Find("nothing")).Should().Throw<RunUnknownException>();

        File.Delete(folder["runs", "batches", Batch, "batch.json"]);
        File.WriteAllText(folder["runs", Run, "run.json"], "");

        Id(names.Find("rates")).Should().Be(Batch);
        Id(names.Find("one")).Should().Be(Run);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void No_name_is_no_run_even_where_a_run_stands(string name)
    {
        folder.Write("run.json", "{}");
        FluentActions.Invoking(() => Find(name)).Should().Throw<InvalidInputException>().WithMessage("The run has no name. Give its id*");
    }

    private string Find(string text) => Id(Names().Find(text));

    private IEnumerable<string> Ambiguous(string text) =>
        FluentActions.Invoking(() => Names().FindOnly(text)).Should().Throw<AmbiguousNameException>().Which.Matches.Select(match => match.Id);

    private static string Id(FoundName found) => Path.GetFileName(found.Folder);

    private NameResolver Names() => new BatchStore(Store()).Names();

    private RunStore Store() => new("runs", folder.Path);
}
