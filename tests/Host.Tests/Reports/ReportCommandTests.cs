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
        new ToldRun(Id, "wild") { Divergences = [new TrainingDiverged(2, 17, 9.5, "the loss is 9.5", DivergencePolicy.Rollback, null, 0.5, DateTimeOffset.UnixEpoch)] }.Write(folder);
        await Report("wild");
        File.ReadAllText(folder["report-wild.html"]).Should().Contain("Training diverged in epoch 2, batch 17 (the loss is 9.5). It went back to the initial weights, with 0.5 times the learning rate.");
    }

    [Fact]
    public async Task A_run_without_texts_or_epochs_has_a_report_too()
    {
        new ToldRun(Id, "bare") { Losses = [], Status = RunStatus.Failed, Reason = "no memory" }.Write(folder);
        await Report("bare");
        File.ReadAllText(folder["report-bare.html"]).Should().Contain("failed: no memory").And.Contain("It has no texts.").And.NotContain("<svg");
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
        run["measures"]!.AsArray().Should().HaveCount(3 * 2 * 10);
    }

    [Theory]
    [InlineData(2, "--format wants one of html, md, csv, json; found pdf.", "run", "--format", "pdf")]
    [InlineData(2, "There is no run \"nowhere\"", "nowhere")]
    [InlineData(2, "The report cannot be written to ", "run", "--output", "no/such/folder/x.html")]
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
