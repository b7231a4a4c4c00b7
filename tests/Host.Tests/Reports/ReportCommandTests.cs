using System.Text.Json.Nodes;
using ActorLstm.Actors.Runs;
using ActorLstm.Host.Reports;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model.Training;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using CsvHelper;
using Xunit;

namespace ActorLstm.Host.Tests.Reports;

public sealed class ReportCommandTests : IDisposable
{
    private const string Id = "20260314-150926-aaaa";
    private const string Script = "<script>alert('1')</script> & \"two\" | `three`";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_page_is_written_beside_the_user_and_named_after_the_run()
    {
        new ToldRun(Id, "first look").Write(folder);
        var reported = await Report("first look");
        reported.Output.Should().BeEmpty();
        reported.Error.Should().Be($"the report is in report-first-look.html{Environment.NewLine}");
        var page = File.ReadAllText(folder["report-first-look.html"]);
        page.Should().StartWith("<!DOCTYPE html>").And.Contain("<title>first look · report</title>").And.Contain("river.txt: 82 characters")
            .And.Contain("The word share is highest at temperature 0.2: 100.0 %").And.Contain("Distinct-2 is lowest at temperature 0.2")
            .And.Contain("<mark>rivel</mark>").And.Contain("ledgit");
    }

    [Theory]
    [InlineData("Ницше 1886", "report-Ницше-1886.html")]
    [InlineData("?!", "report-run.html")]
    [InlineData("яяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяя", "report-яяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяя.html")]
    public async Task The_name_of_a_page_keeps_letters_and_digits_of_every_script(string name, string file)
    {
        new ToldRun(Id, name).Write(folder);
        (await Report(Id)).Error.Should().Be($"the report is in {file}{Environment.NewLine}");
        File.Exists(folder[file]).Should().BeTrue();
    }

    [Fact]
    public async Task A_page_takes_the_place_of_one_about_the_same_and_of_no_other_file()
    {
        new ToldRun(Id, "one").Write(folder);
        await Report("one");
        var before = await File.ReadAllTextAsync(folder["report-one.html"], TestContext.Current.CancellationToken);
        new ToldRun(Id, "one") { Reason = "later" }.Write(folder);
        await Report("one");
        (await File.ReadAllTextAsync(folder["report-one.html"], TestContext.Current.CancellationToken)).Should().NotBe(before).And.Contain("later");

        new ToldRun("20260314-150926-bbbb", "one").Write(folder);
        var other = await ActorLstmProcess.RunAsync(["report", "20260314-150926-bbbb"], environment: null, folder.Path);
        other.MustBe(2);
        other.Error.Should().Contain("report-one.html is there already. Name another place with --output, or replace it with --overwrite.");
        await Report("20260314-150926-bbbb", "--overwrite");
        (await File.ReadAllTextAsync(folder["report-one.html"], TestContext.Current.CancellationToken)).Should().Contain("20260314-150926-bbbb").And.NotContain("later");
        Directory.EnumerateFiles(folder.Path, "*", new EnumerationOptions { AttributesToSkip = FileAttributes.None }).Select(Path.GetFileName).Should().BeEquivalentTo("report-one.html", "river.txt");
    }

    [Fact]
    public async Task Pages_about_different_runs_have_different_names_whatever_the_order()
    {
        string[] ids = [Id, "20260314-150926-bbbb", "20260314-150926-cccc"];
        ids.ToList().ForEach(id => new ToldRun(id, "run").Write(folder));
        foreach (var pair in new string[][] { [ids[0], ids[1]], [ids[1], ids[2]], [ids[1], ids[0]] })
        {
            await Report(pair);
        }

        Directory.EnumerateFiles(folder.Path, "report-*").Select(Path.GetFileName).Should().HaveCount(2).And.OnlyContain(file => file!.StartsWith("report-2-runs-"));
    }

    [Fact]
    public async Task A_batch_and_another_run_are_not_called_by_the_name_of_the_batch()
    {
        ToldRun[] runs = [new(Id, "rates-01"), new("20260314-150926-bbbb", "rates-02"), new("20260314-150926-cccc", "other")];
        runs.ToList().ForEach(run => run.Write(folder));
        ToldRun.WriteBatch(folder, "20260314-150925-zzzz", "rates", runs[..2]);
        (await Title("rates")).Should().Be("rates");
        (await Title("rates", "rates-01")).Should().Be("rates", "it is one of its runs");
        (await Title("rates", "other")).Should().Be("3 runs");

        async Task<string?> Title(params string[] names) => (string?)JsonNode.Parse((await Report([.. names, "--json"])).Output)!["title"];
    }

    [Fact]
    public async Task Each_of_several_seed_texts_has_texts_of_its_own()
    {
        new ToldRun(Id, "seeds") { SeedTexts = ["the river", "a stone"], Text = (epoch, temperature, replica) => $" {epoch} at {temperature} number {replica} " }.Write(folder);
        await Report("seeds");
        var page = System.Net.WebUtility.HtmlDecode(await File.ReadAllTextAsync(folder["report-seeds.html"], TestContext.Current.CancellationToken));
        var stone = page[page.IndexOf("After epoch 3, from the seed text “a stone”", StringComparison.Ordinal)..];
        page.Should().Contain("After epoch 3, from the seed text “the river”").And.Contain("temperature 0.2, from the seed text “a stone”");
        stone.IndexOf(" 3 at 0.2 number 2 ", StringComparison.Ordinal).Should().BeLessThan(stone.IndexOf("The other replicas", StringComparison.Ordinal), "it is the first of this seed text");
        var markdown = (await Report("seeds", "--format", "md")).Output;
        markdown.Should().Contain("### After epoch 3, from the seed text “a stone”\n\n#### temperature 0.2\n\n```text\n 3 at 0.2 number 2 \n");
        JsonNode.Parse((await Report("seeds", "--json")).Output)!["runs"]![0]!["samples"]![2]!["seed_text"]!.ToString().Should().Be("a stone");

        new ToldRun("20260314-150926-bbbb", "other").Write(folder);
        await Report("seeds", "other", "--output", "both.html");
        System.Net.WebUtility.HtmlDecode(await File.ReadAllTextAsync(folder["both.html"], TestContext.Current.CancellationToken))
            .Should().Contain("seeds, epoch 3, from the seed text “a stone”").And.Contain(">other, epoch 3<");
    }

    [Fact]
    public async Task Tables_have_the_texts_of_more_runs_than_a_page()
    {
        foreach (var number in Enumerable.Range(0, 14))
        {
            new ToldRun($"20260314-150926-{(char)('a' + number)}aaa", $"run-{number:D2}") { Losses = [(2, null)] }.Write(folder);
        }

        string[] names = [.. Enumerable.Range(0, 14).Select(number => $"run-{number:D2}")];
        Rows((await Report([.. names, "--format", "csv"])).Output).Where(row => row.Measure == "word_share").Select(row => row.Name).Distinct().Should().Equal(names);
        JsonNode.Parse((await Report([.. names, "--json"])).Output)!["runs"]!.AsArray().Should().OnlyContain(run => run!["measures"]!.AsArray().Count == 20);
        (await Report([.. names, "--format", "md"])).Output.Should().Contain("Curves and texts are those of the first 12 of 14 runs.");
    }

    [Theory]
    [InlineData("metrics.jsonl", null, "metrics.jsonl is missing.")]
    [InlineData("samples.jsonl", null, "samples.jsonl is missing.")]
    [InlineData("experiment.conf", null, "experiment.conf is missing.")]
    [InlineData("run.json", "{", "run.json is damaged.")]
    [InlineData("samples.jsonl", "{\"epoch\"", "samples.jsonl is damaged.")]
    public async Task Files_that_are_missing_or_damaged_are_told(string file, string? content, string told)
    {
        var path = Path.Combine(new ToldRun(Id, "hurt").Write(folder), file);
        File.Delete(path);
        if (content is not null)
        {
            await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
        }

        JsonNode.Parse((await Report(Id, "--json")).Output)!["runs"]![0]!["gaps"]!.AsArray().Select(gap => (string?)gap).Should().Equal(told);
        (await Report(Id, "--format", "csv")).Error.Should().Contain($": {told}{Environment.NewLine}");
    }

    [Fact]
    public async Task What_a_table_has_no_place_for_is_told_beside_it_once()
    {
        ToldRun[] runs = [new(Id, "rates-01"), new("20260314-150926-bbbb", "rates-02"), new("20260314-150926-cccc", "rates-03") { Losses = [] }];
        runs[..2].ToList().ForEach(run => run.Write(folder));
        ToldRun.WriteBatch(folder, "20260314-150925-zzzz", "rates", runs);
        File.Delete(folder["river.txt"]);
        var told = (await Report("rates", "--format", "csv")).Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        told[0].Should().StartWith("note: Not in this report: rates-03 has not begun.");
        told[1].Should().StartWith("note: rates-01 and 1 other run: Nothing was measured against the corpus: There is no corpus ");
        told.Should().HaveCount(2);
    }

    [Fact]
    public async Task An_imported_run_whose_loss_nobody_knows_is_told_no_picture_that_is_not_there()
    {
        new ToldRun(Id, "imported") { Losses = [(double.NaN, null)] }.Write(folder);
        await Report("imported");
        File.ReadAllText(folder["report-imported.html"]).Should().Contain("The training loss of epoch 1 is NaN.").And.NotContain("a cross at").And.Contain("<dd>last NaN</dd>");
    }

    [Fact]
    public async Task Nothing_of_a_run_is_taken_for_a_mark()
    {
        new ToldRun(Id, Script) { SeedText = Script, Text = (_, _, _) => $" {Script} ", Status = RunStatus.Failed, Reason = Script }.Write(folder);
        await Report(Id, "--output", "page.html");
        File.ReadAllText(folder["page.html"]).Should().NotContain("<script").And.NotContain("alert('1')").And.Contain("&lt;script&gt;alert(");
        var markdown = (await Report(Id, "--format", "md")).Output;
        markdown.Should().StartWith("# &lt;script&gt;alert('1')&lt;/script&gt; &amp; \"two\" \\| \\`three\\`\n");
        markdown.Split("```").Where((_, index) => index % 2 == 0).Should().NotContain(text => text.Contains("<script", StringComparison.Ordinal), "only a text in a fence stands as it is");
    }

    [Fact]
    public async Task Losses_that_are_no_numbers_are_told_and_break_no_plot()
    {
        new ToldRun(Id, "lost") { Losses = [(2, 2), (double.NaN, double.PositiveInfinity), (1.5, 1e300), (1.25, 1.5)] }.Write(folder);
        await Report("lost");
        var page = File.ReadAllText(folder["report-lost.html"]);
        page.Should().Contain("The training loss of epoch 2 is NaN: a cross at the upper edge.").And.Contain("The validation loss of epoch 2 is Infinity")
            .And.Contain("The validation loss of epoch 3 is 1E&#x2B;300");
        Pictures(page).Should().NotBeEmpty().And.OnlyContain(picture => !picture.Contains("NaN", StringComparison.Ordinal) && !picture.Contains('∞'));
        Rows((await Report("lost", "--format", "csv")).Output).Should().Contain(row => row.Measure == "loss" && row.Epoch == 2 && double.IsNaN(row.Value));
        ((string?)JsonNode.Parse((await Report("lost", "--format", "json")).Output)!["runs"]![0]!["metrics"]![1]!["validation_loss"]).Should().Be("Infinity");
    }

    [Fact]
    public async Task A_divergence_is_told_with_what_was_done_about_it()
    {
        new ToldRun(Id, "wild") { Divergences = [new TrainingDiverged(2, 17, 9.5, "the loss is 9.5 in epoch 2, batch 17", DivergencePolicy.Rollback, null, 0.5, DateTimeOffset.UnixEpoch)] }.Write(folder);
        await Report("wild");
        File.ReadAllText(folder["report-wild.html"]).Should().Contain("Training diverged: the loss is 9.5 in epoch 2, batch 17. It went back to the initial weights, with 0.5 times the learning rate.");
    }

    [Fact]
    public async Task A_run_without_texts_or_epochs_has_a_report_too()
    {
        new ToldRun(Id, "bare") { Losses = [], Status = RunStatus.Failed, Reason = "no memory" }.Write(folder);
        await Report("bare");
        File.ReadAllText(folder["report-bare.html"]).Should().Contain("failed: no memory").And.Contain("It has no texts.").And.NotContain("<svg").And.NotContain("<dt>loss</dt>");
        (await Report("bare", "--format", "csv")).Output.Should().Be("run,name,epoch,temperature,measure,count,value,low,high\n");
    }

    [Theory]
    [InlineData(null, "There is no corpus &quot;../../river.txt&quot;")]
    [InlineData("another river", "is not the one of the run: its sha256 is ")]
    public async Task Without_the_runs_own_corpus_the_page_says_what_was_not_measured_and_why(string? corpus, string reason)
    {
        new ToldRun(Id, "dry").Write(folder);
        File.Delete(folder["river.txt"]);
        if (corpus is not null)
        {
            ToldRun.WriteCorpus(folder, corpus);
        }

        await Report("dry");
        File.ReadAllText(folder["report-dry.html"]).Should().Contain("Nothing was measured against the corpus: ").And.Contain(reason).And.Contain("Entropy").And.NotContain("word share").And.NotContain("<mark>");
        Rows((await Report("dry", "--format", "csv")).Output).Select(row => row.Measure).Distinct().Should().Contain("entropy").And.NotContain("word_share");
    }

    [Fact]
    public async Task A_batch_is_told_with_the_best_run_first_and_its_settings_against_the_loss()
    {
        ToldRun[] runs =
        [
            new("20260314-150926-aaaa", "rates-01") { LearningRate = 0.1, Losses = [(2, 2.5)] },
            new("20260314-150926-bbbb", "rates-02") { LearningRate = 0.001, Losses = [(2, 1.5)] },
            new("20260314-150926-cccc", "rates-03") { Losses = [] },
        ];
        runs[0].Write(folder);
        runs[1].Write(folder);
        ToldRun.WriteBatch(folder, "20260314-150925-zzzz", "rates", runs);
        await Report("rates");
        var page = File.ReadAllText(folder["report-rates.html"]);
        page.Should().Contain("Batch rates").And.Contain("Last loss against training.learning-rate, nats a character (logarithmic)").And.Contain("Not in this report: rates-03 has not begun.");
        page.IndexOf("<td>rates-02", StringComparison.Ordinal).Should().BePositive().And.BeLessThan(page.IndexOf("<td>rates-01", StringComparison.Ordinal));
        var json = JsonNode.Parse((await Report("rates", "--format", "json")).Output)!;
        json["differences"]![0]!["path"]!.ToString().Should().Be("training.learning-rate");
        json["differences"]![0]!["values"]!.AsArray().Select(value => (string?)value).Should().Equal("0.001", "0.1");
        json["batches"]![0]!["name"]!.ToString().Should().Be("rates");
    }

    [Fact]
    public async Task Every_figure_is_a_row_with_its_interval()
    {
        new ToldRun(Id, "=1+1").Write(folder);
        var rows = Rows((await Report(Id, "--format", "csv")).Output);
        rows.Should().OnlyContain(row => row.Run == Id && row.Name == "'=1+1", "a spreadsheet would count otherwise");
        rows.Where(row => row.Measure == "validation_loss").Should().OnlyContain(row => row.Temperature == null && row.Low == null && row.Count == 1)
            .And.Subject.Select(row => row.Value).Should().Equal(2.6, 2.2, 1.75);
        var entropy = rows.Single(row => row is { Measure: "entropy", Epoch: 3, Temperature: 0.2 });
        entropy.Count.Should().Be(2);
        entropy.Value.Should().BeApproximately(0.25, 1e-12);
        entropy.Low.Should().Be(0, "no entropy is below");
        entropy.High.Should().BeApproximately(0.25 + 12.7062 * 0.05, 1e-4, "Student's t with one degree of freedom");
    }

    [Fact]
    public async Task What_json_holds_is_what_the_files_hold()
    {
        new ToldRun(Id, "whole").Write(folder);
        var run = JsonNode.Parse((await Report("whole", "--format", "json")).Output)!["runs"]![0]!;
        run["samples"]!.AsArray().Should().HaveCount(12);
        run["samples"]![0]!["text"]!.ToString().Should().Be(" the river asks the river asks the river asks no ");
        ((double)run["samples"]![0]!["measures"]!["word_share"]!).Should().Be(1);
        run["settings"]!["model.hidden"]!.ToString().Should().Be("16");
        ((double)run["best_validation_loss"]!).Should().Be(1.75);
        run["measures"]!.AsArray().Should().HaveCount(3 * 2 * 10).And.OnlyContain(measure => measure!["low"] != null && measure["high"] != null);
    }

    [Fact]
    public async Task Of_one_text_there_is_no_interval()
    {
        new ToldRun(Id, "one") { Replicas = 1 }.Write(folder);
        JsonNode.Parse((await Report("one", "--json")).Output)!["runs"]![0]!["measures"]!.AsArray().Should().NotBeEmpty()
            .And.OnlyContain(measure => measure!["low"] == null && measure["high"] == null && measure["mean"] != null);
        Rows((await Report("one", "--format", "csv")).Output).Should().OnlyContain(row => row.Low == null && row.High == null);
    }

    [Theory]
    [InlineData(2, "--format wants one of html, md, csv, json; found pdf.", "run", "--format", "pdf")]
    [InlineData(2, "There is no run \"nowhere\"", "nowhere")]
    [InlineData(2, "--json is --format json, and --format csv is something else", "run", "--json", "--format", "csv")]
    [InlineData(2, "runs is a folder; a file is written there.", "run", "--output", "runs")]
    [InlineData(2, "cannot be written: ", "run", "--output", "river.txt/x.html")]
    [InlineData(2, "river.txt is there already. Name another place with --output, or replace it with --overwrite.", "run", "--output", "river.txt")]
    public async Task What_cannot_be_done_is_refused(int exitCode, string message, params string[] arguments)
    {
        new ToldRun(Id, "run").Write(folder);
        var reported = await ActorLstmProcess.RunAsync(["report", .. arguments], environment: null, folder.Path);
        reported.ExitCode.Should().Be(exitCode);
        reported.Error.Should().Contain(message);
    }

    private static IEnumerable<string> Pictures(string page) => page.Split("<svg").Skip(1).Select(rest => rest[..rest.IndexOf("</svg>", StringComparison.Ordinal)]);

    private static List<Figure> Rows(string csv)
    {
        using var text = new StringReader(csv);
        using var reader = CsvReader.Create(text, CsvReaderOptions.Default);
        return [.. reader.GetRecords<Figure>()];
    }

    private async Task<ProcessResult> Report(params string[] arguments)
    {
        var reported = await ActorLstmProcess.RunAsync(["report", .. arguments], environment: null, folder.Path);
        reported.MustBe(0);
        return reported;
    }
}
