using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model.Checkpoints;
using ActorLstm.Model.Networks;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

public sealed class ImportTests(SampleTests.TrainedRun trained) : IClassFixture<SampleTests.TrainedRun>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("safetensors")]
    [InlineData("pytorch")]
    public async Task What_was_exported_gives_the_texts_of_its_run_again(string format)
    {
        (await ImportAsync(await ExportAsync(format), "--name", "again")).MustBe(0);
        var texts = Lines(await Verb("sample", "again", "--json"));
        texts.Select(Text).Should().Equal(trained.Run.Samples.Where(line => (int)line["epoch"]! == 1).Select(Text));

        static string Text(JsonNode line) => $"{line["temperature"]} {line["replica"]} {line["seed_text"]} {line["text"]}";
    }

    [Fact]
    public async Task It_is_a_run_that_is_over_and_says_where_it_came_from()
    {
        var weights = await ExportAsync("safetensors");
        var imported = Lines(await ImportAsync(weights, "--json")).Should().ContainSingle().Subject;
        ((string?)imported["name"]).Should().Be("small");
        Lines(await Verb("list", "--json")).Should().ContainSingle().Which["id"]!.ToJsonString().Should().Be(imported["id"]!.ToJsonString());

        var shown = Lines(await Verb("show", "small", "--json")).Single();
        ((string?)shown["status"], (string?)shown["reason"]).Should().Be(("completed", $"imported from {weights}"));
        ((string?)shown["metrics"]![0]!["loss"], (int)shown["checkpoints"]!, (int)shown["samples"]!).Should().Be(("NaN", 1, 0));

        var resumed = await Verb("resume", "small");
        resumed.MustBe(2);
        resumed.Error.Should().Contain("is completed");
    }

    [Fact]
    public async Task Its_events_are_in_the_journal()
    {
        var run = (string)Lines(await ImportAsync(await ExportAsync("safetensors"), "--json")).Single()["folder"]!;
        var page = await File.ReadAllTextAsync(Path.Combine(run, "run.json"), TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(run, "run.json"));
        (await Verb("show", Path.GetFileName(run))).Error.Should().Contain("written again from the journal");
        (await File.ReadAllTextAsync(Path.Combine(run, "run.json"), TestContext.Current.CancellationToken)).Should().Be(page);
    }

    [Theory]
    [InlineData("lstm.weight_ih_l0 has the shape [64, ", "and a network of 1 layer of 32 units for ", "model.hidden=32")]
    [InlineData("lacks the tensor lstm.weight_ih_l1 of a network of 2 layers", "it holds lstm.weight_ih_l0, ", "model.layers=2")]
    public async Task Weights_of_another_network_are_refused_with_what_was_found_and_what_belongs_there(string found, string wanted, string setting)
    {
        var import = await ImportAsync(await ExportAsync("safetensors"), "--set", setting);
        import.MustBe(2);
        import.Error.Should().Contain(found).And.Contain(wanted).And.Contain("model.hidden");
        Directory.Exists(folder["runs"]).Should().BeFalse("nothing was begun");
    }

    [Fact]
    public async Task Weights_of_another_alphabet_are_refused_with_the_difference()
    {
        folder.Write("other.txt", string.Concat(Enumerable.Repeat("another text altogether; it has a semicolon. ", 30)));
        var import = await ImportAsync(await ExportAsync("safetensors"), "--set", $"corpus.source={folder["other.txt"]}");
        import.MustBe(2);
        import.Error.Should().Contain("The alphabets differ").And.Contain("';' (U+003B)");
    }

    [Fact]
    public async Task Weights_that_are_no_numbers_are_refused()
    {
        var weights = await ExportAsync("safetensors");
        var content = await File.ReadAllBytesAsync(weights, TestContext.Current.CancellationToken);
        BitConverter.TryWriteBytes(content.AsSpan(^4..), float.NaN).Should().BeTrue();
        var import = await ImportAsync(folder.Write("nan.safetensors", content));
        import.MustBe(2);
        import.Error.Should().Contain("head.bias holds NaN");
    }

    [Theory]
    [InlineData("the header is longer than the file", "no weights at all")]
    [InlineData("its state dict cannot be read", "PK\u0003\u0004 and then nothing")]
    public async Task A_file_of_something_else_is_refused(string message, string content)
    {
        var import = await ImportAsync(folder.Write("weights", content));
        import.MustBe(2);
        import.Error.Should().Contain($"{folder["weights"]} cannot be read, neither as a safetensors file nor as a PyTorch state dict").And.Contain(message);
    }

    [Fact]
    public async Task Weights_in_half_precision_are_taken_as_well()
    {
        var weights = Safetensors.Read(await File.ReadAllBytesAsync(await ExportAsync("safetensors"), TestContext.Current.CancellationToken));
        (await ImportAsync(folder.Write("half.safetensors", Halves(weights)), "--name", "half")).MustBe(0);
        Lines(await Verb("sample", "half", "--json", "--length", "20")).Should().NotBeEmpty();
    }

    [Fact]
    public async Task Metadata_with_a_key_twice_are_refused()
    {
        var header = """{"__metadata__":{"vocabulary":"a","vocabulary":"b"}}"""u8;
        var import = await ImportAsync(folder.Write("twice.safetensors", [.. BitConverter.GetBytes((ulong)header.Length), .. header]));
        import.MustBe(2);
        import.Error.Should().Contain("twice.safetensors cannot be read, ").And.Contain("vocabulary stands twice in the metadata.");
    }

    [Fact]
    public async Task The_first_of_several_seed_texts_is_that_of_the_checkpoint()
    {
        (await ImportAsync(await ExportAsync("safetensors"), "--set", "sampling.seed-texts=[the stone, the river]")).MustBe(0);
        var manifest = Directory.EnumerateFiles(folder["runs"], "checkpoint.json", SearchOption.AllDirectories).Single();
        ((string?)JsonNode.Parse(await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken))!["seed_text"]).Should().Be("the stone");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_refused()
    {
        var import = await ImportAsync(folder["nowhere.pt"]);
        import.MustBe(2);
        import.Error.Should().Contain($"{folder["nowhere.pt"]} cannot be read");
    }

    [Fact]
    public async Task An_export_needs_no_experiment_where_its_corpus_is_named_or_known()
    {
        var weights = await ExportAsync("safetensors");
        var unknown = await Verb("import", weights);
        unknown.MustBe(2);
        unknown.Error.Should().Contain($"a text with the sha256 {trained.Run.Run["corpus"]!["sha256"]}, which the program knows by no name").And.Contain("--set corpus.source=FILE").And.Contain("--config");
        (await Verb("import", weights, "--set", $"corpus.source={trained.Folder["proverbs.txt"]}", "--name", "named")).MustBe(0);

        (await ActorLstmProcess.RunAsync("run", trained.Folder["small.conf"], "--set", "corpus.source=sample", "--set", "experiment.epochs=1", "--set", "model.layers=2", "--runs", folder["other"])).MustBe(0);
        (await ActorLstmProcess.RunAsync("export", "small", "--runs", folder["other"], "--output", folder["known.safetensors"])).MustBe(0);
        (await Verb("import", folder["known.safetensors"])).MustBe(0);
        Lines(await Verb("list", "--json")).Select(line => (string)line["name"]!).Should().BeEquivalentTo("named", "known");
        (await Verb("sample", "known", "--length", "20")).MustBe(0);
    }

    [Fact]
    public async Task A_state_dict_needs_an_experiment()
    {
        var import = await Verb("import", await ExportAsync("pytorch"));
        import.MustBe(2);
        import.Error.Should().Contain("does not say which alphabet").And.Contain("--config FILE.conf");
    }

    // A file of these weights whose numbers have two bytes (F16).
    private static byte[] Halves(IReadOnlyList<NamedTensor> weights)
    {
        var header = new JsonObject();
        var data = new List<byte>();
        foreach (var weight in weights)
        {
            var start = data.Count;
            data.AddRange(weight.Values.SelectMany(value => BitConverter.GetBytes((Half)value)));
            header[weight.Name] = new JsonObject
            {
                ["dtype"] = "F16",
                ["shape"] = new JsonArray([.. weight.Shape.Select(size => (JsonNode?)size)]),
                ["data_offsets"] = new JsonArray(start, data.Count),
            };
        }

        var json = System.Text.Encoding.UTF8.GetBytes(header.ToJsonString());
        return [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. data];
    }

    private async Task<string> ExportAsync(string format)
    {
        var path = folder[$"weights.{format}"];
        (await ActorLstmProcess.RunAsync("export", trained.Run.Folder, "--format", format, "--epoch", "1", "--output", path)).MustBe(0);
        return path;
    }

    private Task<ProcessResult> ImportAsync(string weights, params string[] options) =>
        Verb(["import", weights, "--config", trained.Folder["small.conf"], .. options]);

    private Task<ProcessResult> Verb(params string[] arguments) => ActorLstmProcess.RunAsync([.. arguments, "--runs", folder["runs"]]);

    private static IReadOnlyList<JsonNode> Lines(ProcessResult process)
    {
        process.MustBe(0);
        return [.. process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }
}
