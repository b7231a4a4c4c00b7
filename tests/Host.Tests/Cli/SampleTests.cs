using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

public sealed class SampleTests(SampleTests.TrainedRun trained) : IClassFixture<SampleTests.TrainedRun>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task It_gives_the_texts_of_the_run_again(int epoch)
    {
        var lines = await Sample("--epoch", $"{epoch}", "--json");
        string[] keys = ["epoch", "temperature", "replica", "seed_text", "text", "checkpoint", "metrics"];
        string Kept(JsonNode line) => string.Join(' ', keys.Select(key => line[key]!.ToJsonString()));
        lines.Select(Kept).Should().Equal(trained.Run.Samples.Where(line => (int)line["epoch"]! == epoch).Select(Kept));
    }

    [Fact]
    public async Task The_last_epoch_is_used_where_none_is_given() =>
        (await Sample("--json")).Should().OnlyContain(line => (int)line["epoch"]! == 2);

    [Fact]
    public async Task Temperature_length_count_and_seed_text_can_be_chosen()
    {
        var lines = await Sample("--json", "--temperature", "0,0.8", "--length", "17", "--count", "3", "--seed-text", "THE Stone");
        lines.Should().HaveCount(6).And.OnlyContain(line => (string)line["seed_text"]! == "the stone" && ((string)line["text"]!).Length == 17);
        lines.Take(3).Select(line => (string)line["text"]!).Distinct().Should().ContainSingle("temperature 0 always takes the likeliest character");
        lines.Skip(3).Select(line => (string)line["text"]!).Distinct().Should().HaveCount(3);
    }

    [Fact]
    public async Task Another_random_seed_gives_other_texts()
    {
        var one = await Sample("--json", "--temperature", "1", "--random-seed", "1");
        var other = await Sample("--json", "--temperature", "1", "--random-seed", "2");
        one[0]["text"]!.ToJsonString().Should().NotBe(other[0]["text"]!.ToJsonString());
    }

    [Fact]
    public async Task Without_json_it_prints_seed_temperature_and_text()
    {
        var process = await Start("--temperature", "0.5", "--count", "1");
        var sample = trained.Run.Samples.Single(line => (int)line["epoch"]! == 2 && (double)line["temperature"]! == 0.5 && (int)line["replica"]! == 0);
        process.Output.Should().Contain("--- epoch 2, seed text: \"").And.Contain("------ temperature: 0.5\n" + (string)sample["text"]!);
    }

    [Theory]
    [Trait("Case", "T7")]
    [InlineData("stone 😀", "'😀' (U+1F600) at position 6")]
    [InlineData("", "--seed-text wants a value, and the one that is given is empty.")]
    public async Task A_seed_text_that_cannot_be_read_is_refused(string seedText, string message)
    {
        var process = await Start("--seed-text", seedText);
        process.ExitCode.Should().Be(2);
        process.Error.Should().Contain(message);
        process.Output.Should().BeEmpty();
    }

    [Theory]
    [Trait("Case", "T2")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("warm")]
    public async Task A_temperature_that_is_none_is_refused(string temperature)
    {
        var process = await Start("--temperature", temperature);
        process.ExitCode.Should().Be(2);
        process.Error.Should().Be(
            $"error: the command line is refused, nothing was started (1 error):\n--temperature {temperature}: wants a list of finite numbers, each of at least 0.\n");
    }

    [Theory]
    [InlineData("--length", "${X}", "wants a whole number from 1 to 1000000.")]
    [InlineData("--count", "0", "wants a whole number from 1 to 100000.")]
    [InlineData("--top-k", "-1", "wants a whole number from 0 to 65536.")]
    [InlineData("--top-p", "0", "wants a finite number above 0 and at most 1.")]
    [InlineData("--context", "all", "wants one of window, carry.")]
    [InlineData("--unknown-characters", "ignore", "wants one of error, skip, replace.")]
    public async Task An_option_out_of_its_range_is_refused_by_its_name(string option, string value, string message)
    {
        var process = await Start(option, value);
        (process.ExitCode, process.Output).Should().Be((2, ""));
        process.Error.Should().EndWith($"\n{option} {value}: {message}\n");
    }

    [Fact]
    public async Task What_may_be_drawn_and_from_what_can_be_chosen()
    {
        var likeliest = await Sample("--json", "--temperature", "0", "--count", "1");
        foreach (var limit in new[] { "--top-k=1", "--top-p=0.000001" })
        {
            (await Sample("--json", "--temperature", "1", "--count", "1", limit))[0]["text"]!.ToJsonString().Should().Be(likeliest[0]["text"]!.ToJsonString());
        }

        var carried = await Sample("--json", "--context", "carry");
        carried.Select(line => line["text"]!.ToJsonString()).Should().NotEqual(
            trained.Run.Samples.Where(line => (int)line["epoch"]! == 2).Select(line => line["text"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("skip", "the stne")]
    [InlineData("replace", "the st ne")]
    public async Task A_character_that_is_unknown_can_be_left_out_or_replaced(string policy, string seedText) =>
        (await Sample("--json", "--seed-text", "the stöne", "--unknown-characters", policy)).Should().OnlyContain(line => (string)line["seed_text"]! == seedText);

    [Fact]
    public async Task A_character_that_is_unknown_is_refused_with_the_option_that_helps()
    {
        var process = await Start("--seed-text", "the stöne");
        process.ExitCode.Should().Be(2);
        process.Error.Should().Contain("--seed-text: The character 'ö' (U+00F6) at position 6").And.Contain("--unknown-characters skip or replace").And.NotContain("corpus.unknown-characters");
    }

    [Fact]
    public async Task Settings_of_the_run_cannot_be_changed()
    {
        var process = await Start("--set", "model.hidden=3");
        process.ExitCode.Should().Be(2);
        process.Error.Should().Contain("--set is not an option of sample.");
    }

    [Fact]
    public async Task An_epoch_without_a_checkpoint_is_refused_and_those_there_are_are_named()
    {
        var process = await Start("--epoch", "9");
        process.ExitCode.Should().Be(2);
        process.Error.Should().Contain("no checkpoint of epoch 9; there are those of 1, 2");
    }

    [Theory]
    [InlineData("small")]
    [InlineData("ID")]
    [InlineData("PREFIX")]
    [InlineData("FOLDER")]
    public async Task A_run_is_found_by_its_name_its_id_a_beginning_of_it_and_its_folder(string how)
    {
        var id = (string)trained.Run.Run["id"]!;
        var name = how switch { "ID" => id, "PREFIX" => id[..^2], "FOLDER" => trained.Run.Folder, _ => how };
        var process = await ActorLstmProcess.RunAsync("sample", name, "--runs", trained.Folder["runs"], "--length", "1");
        process.ExitCode.Should().Be(0, process.Error);
    }

    [Fact]
    public async Task A_run_that_is_not_there_is_refused_with_the_folder_that_was_searched()
    {
        var process = await ActorLstmProcess.RunAsync("sample", "nowhere", "--runs", trained.Folder["runs"]);
        process.ExitCode.Should().Be(2);
        process.Error.Should().Contain("no run \"nowhere\" in " + trained.Folder["runs"]);
    }

    [Fact]
    [Trait("Case", "T3")]
    public async Task A_damaged_checkpoint_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var run = await FinishedRun.OfAsync(folder, "--set", "experiment.epochs=1");
        var weights = Directory.EnumerateFiles(Path.Combine(run.Folder, "checkpoints"), "model.safetensors", SearchOption.AllDirectories).Single();
        var content = await File.ReadAllBytesAsync(weights, TestContext.Current.CancellationToken);
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(weights, content, TestContext.Current.CancellationToken);
        var process = await ActorLstmProcess.RunAsync("sample", run.Folder);
        process.ExitCode.Should().Be(2);
        process.Error.Should().Contain(Path.GetDirectoryName(weights)!).And.Contain("model.safetensors").And.Contain("sha256");
    }

    private Task<ProcessResult> Start(params string[] options) => ActorLstmProcess.RunAsync(["sample", "small", "--runs", trained.Folder["runs"], .. options]);

    private async Task<IReadOnlyList<JsonNode>> Sample(params string[] options)
    {
        var process = await Start(options);
        process.ExitCode.Should().Be(0, process.Error);
        return [.. process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    /// <summary>One run that all tests here sample from.</summary>
    public sealed class TrainedRun : IAsyncLifetime
    {
        internal TemporaryFolder Folder { get; } = new();

        internal FinishedRun Run { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Run = await FinishedRun.OfAsync(Folder);

        public ValueTask DisposeAsync()
        {
            Folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
