using ActorLstm.Actors.Runs;
using ActorLstm.Host.Runs.Names;
using ActorLstm.Host.Service;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

public sealed class CatalogNamesTests
{
    private const int Many = 100_000;

    [Fact]
    public void A_beginning_that_all_of_very_many_ids_have_is_answered_with_each_in_its_order()
    {
        var names = Names(Enumerable.Range(0, Many).Select(number => (Id(number), $"/runs/{Id(number)}")));

        FluentActions.Invoking(() => new NameResolver(null, names).Find("2026")).Should().Throw<RunUnknownException>()
            .WithMessage($"{Many} ids begin with \"2026\": {Id(0)}, {Id(1)}, {Id(2)}, {Id(3)}, {Id(4)}, .... Give more of the id.");
        FluentActions.Invoking(() => new NameResolver(null, names).FindOnly("2026")).Should().Throw<AmbiguousNameException>()
            .Which.Matches.Select(match => match.Id).Should().Equal(Enumerable.Range(0, Many).Select(Id));
    }

    [Fact]
    public void Of_two_folders_with_one_id_the_newer_is_meant_and_each_is_described()
    {
        var names = Names([(Id(1), "/runs/copy"), (Id(1), "/runs/first"), (Id(2), "/runs/other")]);

        names.FolderOf(Id(1)).Should().Be("/runs/copy");
        names.FolderOf(Id(2)).Should().Be("/runs/other");
        names.Describe("/runs/first").Id.Should().Be(Id(1));
        names.Describe("/runs/other").Id.Should().Be(Id(2));
    }

    private static string Id(int number) => $"20260314-150926-{number:x5}";

    private static CatalogNames Names(IEnumerable<(string Id, string Folder)> all) =>
        new(_ => null, () => all.Select(one => (new NameMatch(one.Id, "run", IsBatch: false, RunStatus.Completed, null), one.Folder))) { AreBatches = false };
}
