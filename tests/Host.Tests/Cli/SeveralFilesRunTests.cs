using System.Net;
using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Durability;
using ActorLstm.Host.Tests.Service;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

/// <summary>Several files and folders as one corpus, on the program itself.</summary>
[Trait("Case", "F23")]
public sealed class SeveralFilesRunTests : IDisposable
{
    private const string Text = "the river asks no leave of the stone, and the stone keeps no ledger of the river. ";

    private const string Settings =
        "experiment { name = several, epochs = 2, seed = 7 }, windows { maxlen = 12, step = 3 }, model.hidden = 16, training { batch-size = 32, threads = 1, device = cpu }, sampling { temperatures = [0.5], length = 30 }";

    private readonly TemporaryFolder folder = new();

    public SeveralFilesRunTests()
    {
        folder.Write("texts/poems/a.txt", Text);
        folder.Write("texts/poems/inner/b.txt", $"{Text}{Text}\r\n");
        folder.Write("texts/c.txt", string.Concat(Enumerable.Repeat(Text, 10)));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_on_a_folder_and_a_file_names_them_and_its_configuration_gives_the_same_run_again()
    {
        var first = await RunAsync("[poems, c.txt]", "runs");
        var facts = first.Run["corpus"]!;
        ((string)facts["name"]!, (int)facts["files"]!).Should().Be(("poems/, c.txt", 3));
        ((int)facts["characters"]!).Should().Be(13 * Text.Length + 2);
        var described = await DescribeAsync("poems", "c.txt");
        described["sha256"]!.ToJsonString().Should().Be(facts["sha256"]!.ToJsonString());
        described["characters"]!.ToJsonString().Should().Be(facts["characters"]!.ToJsonString());

        var again = await ActorLstmProcess.RunAsync("run", Path.Combine(first.Folder, "experiment.conf"), "--runs", folder["again"]);
        again.MustBe(0);
        RunImage.Of(DurableExperiment.OnlyRunIn(folder["again"])).DifferencesFrom(RunImage.Of(first.Folder)).Should().BeEmpty();
        (await ActorLstmProcess.RunAsync("report", "several", "--runs", folder["runs"])).MustBe(0);
        (await ActorLstmProcess.RunAsync("sample", "several", "--runs", folder["runs"], "--length", "5")).MustBe(0);
    }

    [Fact]
    public async Task An_interrupted_run_is_resumed_and_refused_where_a_file_was_added()
    {
        using (var process = ActorLstmProcess.Start(["run", Configuration("[poems, c.txt]"), "--set", "experiment.epochs=100000", "--set", "sampling.every-epochs=100000", "--runs", folder["runs"], "--json"]))
        {
            await process.OutputHas("\"event\":\"epoch\"");
            await process.SignalAsync("INT");
            (await process.WaitAsync()).MustBe(130);
        }

        var added = folder.Write("texts/poems/z.txt", Text);
        var refused = await ActorLstmProcess.RunAsync("resume", "several", "--runs", folder["runs"]);
        refused.MustBe(2);
        refused.Error.Should().Contain("the corpus poems/, c.txt has the sha256");

        File.Delete(added);
        using var resumed = ActorLstmProcess.Start(["resume", "several", "--runs", folder["runs"], "--json"]);
        await resumed.OutputHas("\"event\":\"epoch\"");
        await resumed.SignalAsync("INT");
        (await resumed.WaitAsync()).MustBe(130);
    }

    [Fact]
    public async Task The_service_finds_them_in_its_data_folders_and_the_run_is_the_same()
    {
        var alone = await RunAsync("[poems, c.txt]", "alone");
        using var service = await ServedProgram.StartAsync(folder["served"], folder["texts"]);

        var id = await service.SubmitAsync($"actorlstm {{ corpus.source = [poems, c.txt], {Settings} }}");
        await service.WatchAsync(id);
        RunImage.Of(folder["served", id]).DifferencesFrom(RunImage.Of(alone.Folder)).Should().BeEmpty();

        foreach (var item in new[] { "../texts", folder["texts"], "poems/../../x.txt" })
        {
            var refused = await service.PostAsync("/api/runs", $"actorlstm {{ corpus.source = [c.txt, \"{item}\"], {Settings} }}");
            refused.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
            refused.Text.Should().Contain("data folders of the service");
        }
    }

    [Fact]
    public async Task The_runs_of_a_batch_may_differ_in_their_corpora()
    {
        var file = folder.Write("texts/batch.conf", $"actorlstm {{ {Settings}, batch {{ max-concurrent = 1, matrix {{ corpus.source = [[poems, c.txt], c.txt, poems] }} }} }}");
        (await ActorLstmProcess.RunAsync("run", file, "--runs", folder["runs"], "--json")).MustBe(0);
        Directory.EnumerateFiles(folder["runs"], "run.json", SearchOption.AllDirectories).Select(page => (string)JsonNode.Parse(File.ReadAllText(page))!["corpus"]!["name"]!)
            .Should().BeEquivalentTo("poems/, c.txt", "c.txt", "poems/");
    }

    [Theory]
    [InlineData("empty", "has no file *.txt")]
    [InlineData("c.txt, nowhere.txt", "There is no corpus \"nowhere.txt\"")]
    [InlineData("c.txt, ./c.txt", "twice")]
    [InlineData("poems, poems/a.txt", "twice")]
    public async Task What_cannot_be_one_corpus_is_refused_and_nothing_is_started(string items, string message)
    {
        Directory.CreateDirectory(folder["texts", "empty"]);
        var refused = await ActorLstmProcess.RunAsync("run", Configuration($"[{items}]"), "--runs", folder["runs"]);
        refused.MustBe(2);
        refused.Error.Should().Contain(message);
        Directory.Exists(folder["runs"]).Should().BeFalse();
    }

    private string Configuration(string source) => folder.Write("texts/several.conf", $"actorlstm {{ corpus.source = {source}, {Settings} }}");

    private async Task<FinishedRun> RunAsync(string source, string runs)
    {
        var process = await ActorLstmProcess.RunAsync("run", Configuration(source), "--runs", folder[runs]);
        process.MustBe(0);
        return FinishedRun.In(folder[runs], process);
    }

    private async Task<JsonNode> DescribeAsync(params string[] items)
    {
        var process = await ActorLstmProcess.RunAsync(["corpus", .. items, "--json"], null, folder["texts"]);
        process.MustBe(0);
        return JsonNode.Parse(process.Output)!;
    }
}
