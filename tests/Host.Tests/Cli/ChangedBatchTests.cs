using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

/// <summary>A batch whose file was edited and that is run again.</summary>
[Trait("Case", "F17")]
public sealed class ChangedBatchTests : IDisposable
{
    private const string Proverbs = "the river asks no leave of the stone, and the stone keeps no ledger of the river. ";

    private readonly TemporaryFolder folder = new();

    public ChangedBatchTests()
    {
        folder.Write("small.txt", string.Concat(Enumerable.Repeat(Proverbs, 20)));
        Configure(epochs: 1);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Another_corpus_is_named_and_its_runs_are_not_ranked_with_those_of_the_first()
    {
        (await Do("run", "rates.conf")).MustBe(0);
        folder.Write("small.txt", string.Concat(Enumerable.Repeat("what is patient is not slow. ", 60)));

        var again = await Do("run", "rates.conf");

        again.MustBe(0);
        again.Error.Should().Contain("the file changed since the batch was run last:").And.MatchRegex("  corpus\\.sha256: [0-9a-f]{12} -> [0-9a-f]{12}\n")
            .And.Contain("  2 runs new, 0 as before").And.Contain("  2 keep their results and are no longer in the file: rates-01, rates-02");
        var rows = Rows(again.Output);
        rows[0].Should().Contain("corpus.sha256").And.Contain("not comparable");
        rows.Skip(1).Select(row => row.TrimStart()[0]).Order().Should().Equal('1', '2', '3', '4');
        rows.Skip(1).Take(2).Should().OnlyContain(row => row.TrimStart().StartsWith('3') || row.TrimStart().StartsWith('4'));
        rows.Skip(3).Should().OnlyContain(row => row.Contains("corpus.sha256 is ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_epochs_are_named_and_the_earlier_runs_are_listed_beneath_with_the_reason()
    {
        (await Do("run", "rates.conf")).MustBe(0);
        Configure(epochs: 2);

        var again = await Do("run", "rates.conf");

        again.MustBe(0);
        again.Error.Should().Contain("  experiment.epochs: 1 -> 2\n");
        var shown = JsonNode.Parse((await Do("show", "rates", "--json")).Output)!;
        shown["not_comparable"]!.AsArray().Select(run => ((int)run!["number"]!, (string)run["reason"]!)).Should().BeEquivalentTo([(1, "experiment.epochs is 1, not 2"), (2, "experiment.epochs is 1, not 2")]);
        ((double)shown["best_loss"]!).Should().Be(shown["runs"]!.AsArray().Skip(2).Min(run => (double)run!["best_loss"]!));
        (await Do("report", "rates", "--format", "md", "--output", "rates.md")).MustBe(0);
        (await File.ReadAllTextAsync(folder["rates.md"], TestContext.Current.CancellationToken)).Should().Contain("experiment.epochs is 1, not 2");
    }

    [Fact]
    public async Task Another_network_has_a_column_and_is_ranked_with_the_others()
    {
        (await Do("run", "rates.conf")).MustBe(0);
        Configure(epochs: 1, hidden: 24);

        var again = await Do("run", "rates.conf");

        again.MustBe(0);
        again.Error.Should().Contain("  model.hidden: 16 -> 24\n").And.Contain("  2 runs new, 0 as before");
        var rows = Rows(again.Output);
        rows[0].Should().Contain("model.hidden").And.NotContain("not comparable");
        rows.Skip(1).Count(row => row.Contains(" 16 ", StringComparison.Ordinal)).Should().Be(2);
        rows.Skip(1).Count(row => row.Contains(" 24 ", StringComparison.Ordinal)).Should().Be(2);
    }

    [Fact]
    public async Task An_extended_batch_says_nothing_of_a_change_and_a_dry_run_says_what_a_run_would()
    {
        (await Do("run", "rates.conf")).MustBe(0);
        Configure(epochs: 1, rates: "0.001, 0.01, 0.1");
        (await Do("run", "rates.conf")).Error.Should().NotContain("no longer in the file").And.NotContain("corpus");
        Configure(epochs: 3);

        var told = await Do("run", "rates.conf", "--dry-run");

        told.Error.Should().Contain("  experiment.epochs: 1 -> 3\n").And.Contain("2 runs new");
        told.Error.Should().Contain("3 keep their results and are no longer in the file: rates-01, rates-02, rates-03");
    }

    [Fact]
    public async Task Runs_of_different_texts_are_compared_with_a_column_for_the_text_and_the_reason()
    {
        (await Do("run", "one.conf")).MustBe(0);
        (await Do("run", "one.conf", "--name", "two", "--set", "experiment.seed=4")).MustBe(0);
        folder.Write("small.txt", string.Concat(Enumerable.Repeat("what is patient is not slow. ", 60)));
        (await Do("run", "one.conf", "--name", "other")).MustBe(0);

        var compared = await Do("compare", "other", "one", "two");

        compared.MustBe(0);
        var rows = Rows(compared.Output);
        rows[0].Should().Contain("corpus.sha256").And.Contain("experiment.seed").And.Contain("not comparable");
        rows.Skip(1).Select(row => row.Split(' ')[0]).Should().Equal("one", "two", "other");
        rows[3].Should().Contain("corpus.sha256 is ");
        var json = JsonNode.Parse((await Do("compare", "one", "two", "other", "--json")).Output)!;
        json["runs"]!.AsArray().Select(run => run!["not_comparable"] is null).Should().Equal(true, true, false);
        json["differences"]!.AsArray().Select(difference => (string)difference!["path"]!).Should().BeEquivalentTo("experiment.seed", "corpus.sha256");
    }

    private void Configure(int epochs, int hidden = 16, string rates = "0.001, 0.01")
    {
        var shared = $"corpus {{ source = small.txt, validation-fraction = 0.2 }}, windows {{ maxlen = 20, step = 3 }}, model.hidden = {hidden}, training {{ threads = 1, batch-size = 64 }}, sampling {{ temperatures = [0.5], length = 20 }}";
        folder.Write("rates.conf", $"actorlstm {{ experiment {{ name = rates, epochs = {epochs}, seed = 3 }}, {shared}, batch.matrix {{ training.learning-rate = [{rates}] }} }}");
        folder.Write("one.conf", $"actorlstm {{ experiment {{ name = one, epochs = {epochs}, seed = 3 }}, {shared} }}");
    }

    private static List<string> Rows(string output) => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private Task<ProcessResult> Do(params string[] arguments) => ActorLstmProcess.RunAsync(arguments, environment: null, folder.Path);
}
