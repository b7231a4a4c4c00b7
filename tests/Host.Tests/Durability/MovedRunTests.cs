using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>A folder of runs that was moved to another machine, where the corpus has another path.</summary>
[Trait("Case", "F33")]
public sealed class MovedRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("beside the folder of the runs, under its name")]
    [InlineData("in a data folder, under another name")]
    [InlineData("given with --corpus")]
    public async Task Its_corpus_is_found_by_its_hash_or_where_it_is_said_to_be(string place)
    {
        var experiment = new DurableExperiment(folder);
        var reference = await experiment.ReferenceAsync();
        using (var process = ActorLstmProcess.Start(experiment.Start(folder["here"])))
        {
            await process.OutputHas("\"event\":\"epoch\",\"epoch\":3,");
            process.Kill();
            (await process.WaitAsync()).MustBe(ProcessResult.Killed);
        }

        var there = Directory.CreateDirectory(folder["there"]).FullName;
        var runs = Path.Combine(there, "runs");
        Directory.Move(folder["here"], runs);
        var corpus = Path.Combine(Directory.CreateDirectory(Path.Combine(there, "texts")).FullName, "renamed.txt");
        File.Move(folder["proverbs.txt"], corpus);

        // Nothing tells where it is.
        var lost = await Resume();
        lost.MustBe(2);
        lost.Error.Should().Contain("no file with its sha256").And.Contain("--corpus FILE").And.Contain(runs);

        ProcessResult resumed;
        switch (place)
        {
            case "given with --corpus":
                resumed = await Resume("--corpus", corpus);
                break;
            case "in a data folder, under another name":
                resumed = await Resume(data: Path.GetDirectoryName(corpus));
                resumed.Error.Should().Contain($"The corpus moved from {folder["proverbs.txt"]} to {corpus}.");
                break;
            default:
                File.Move(corpus, Path.Combine(there, "proverbs.txt"));
                resumed = await Resume();
                break;
        }

        resumed.MustBe(0);
        RunImage.Of(DurableExperiment.OnlyRunIn(runs)).DifferencesFrom(reference).Should().BeEmpty();

        Task<ProcessResult> Resume(string? option = null, string? value = null, string? data = null) => ActorLstmProcess.RunAsync(
            [.. DurableExperiment.Resume(runs), .. new[] { option, value }.OfType<string>()], new Dictionary<string, string?> { ["ACTORLSTM_DATA"] = data });
    }

    [Fact]
    public async Task The_corpus_of_a_batch_is_where_it_is_said_to_be_and_no_other_text_is_taken_for_it()
    {
        var experiment = new DurableExperiment(folder);
        var batch = folder.Write("batch.conf", $"{experiment.Text}\nactorlstm {{ experiment.name = rates, batch {{ max-concurrent = 1, list = [{{ training.learning-rate = 0.003 }}, {{ training.learning-rate = 0.002 }}] }} }}");
        using (var process = ActorLstmProcess.Start(["run", batch, "--runs", folder["runs"], "--json"]))
        {
            await process.OutputHas("\"event\":\"epoch\"");
            process.Kill();
            (await process.WaitAsync()).MustBe(ProcessResult.Killed);
        }

        var moved = Path.Combine(Directory.CreateDirectory(folder["texts"]).FullName, "renamed.txt");
        File.Move(folder["proverbs.txt"], moved);
        var other = folder.Write("other.txt", string.Concat(Enumerable.Repeat("what is patient is not slow. ", 60)));
        (await Resume()).MustBe(2);
        var refused = await Resume("--corpus", other);
        refused.MustBe(2);
        refused.Error.Should().Contain($"The corpus {other} is not that of the batch rates (");

        (await Resume("--corpus", moved)).MustBe(0);
        var document = JsonNode.Parse(await File.ReadAllTextAsync(Directory.GetFiles(folder["runs"], "batch.json", SearchOption.AllDirectories).Single(), TestContext.Current.CancellationToken))!;
        document["runs"]!.AsArray().Select(run => ((string)run!["status"]!, (int)run["epochs_trained"]!)).Should().Equal(("completed", 10), ("completed", 10));

        Task<ProcessResult> Resume(params string[] more) => ActorLstmProcess.RunAsync(["resume", "rates", "--runs", folder["runs"], .. more]);
    }

    [Fact]
    public async Task A_text_of_the_same_name_and_another_hash_is_not_taken_for_it()
    {
        var experiment = new DurableExperiment(folder);
        using (var process = ActorLstmProcess.Start(experiment.Start(folder["here"])))
        {
            await process.OutputHas("\"event\":\"epoch\",\"epoch\":3,");
            process.Kill();
            (await process.WaitAsync()).MustBe(ProcessResult.Killed);
        }

        File.Delete(folder["proverbs.txt"]);
        await File.WriteAllTextAsync(folder["here", "proverbs.txt"], "another text, of the same name", TestContext.Current.CancellationToken);
        var refused = await ActorLstmProcess.RunAsync(DurableExperiment.Resume(folder["here"]));
        refused.MustBe(2);
        refused.Error.Should().Contain("no file with its sha256");
    }
}
