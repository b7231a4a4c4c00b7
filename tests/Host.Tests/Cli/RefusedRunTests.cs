using System.Diagnostics;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

public sealed class RefusedRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_name_that_is_none_is_refused_by_the_option()
    {
        FinishedRun.Configure(folder);
        var process = await ActorLstmProcess.RunAsync(FinishedRun.Arguments(folder, "--name", "x/y"));
        process.ExitCode.Should().Be(2);
        process.Error.Should().EndWith("\n--name x/y: wants 1 to 100 characters, none of them a control character, / or \\, and not \".\" or \"..\".\n");
    }

    [Fact]
    public async Task Without_torch_nothing_is_started()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows the native libraries cannot be told from the others by their names.");
        FinishedRun.Configure(folder);
        var source = ActorLstmProcess.ProgramFolder;
        Directory.CreateDirectory(folder["program"]);
        foreach (var file in Directory.EnumerateFiles(source, "actorlstm*").Union(Directory.EnumerateFiles(source, "*.dll")))
        {
            File.Copy(file, folder["program", Path.GetFileName(file)]);
        }

        var start = new ProcessStartInfo(folder["program", "actorlstm"], FinishedRun.Arguments(folder)) { RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.Should().Be(2, error);
        error.Should().Contain("LibTorchSharp").And.Contain("actorlstm doctor says more.").And.NotContain("   at ");
        Directory.Exists(folder["runs"]).Should().BeFalse();
    }

    [Fact]
    [Trait("Case", "F14")]
    public async Task A_start_that_fails_leaves_no_folder()
    {
        FinishedRun.Configure(folder);
        var process = await ActorLstmProcess.RunAsync(FinishedRun.Arguments(folder, "--set", "akka.actor.default-dispatcher.type=nonsense"));
        process.ExitCode.Should().Be(2, process.Error);
        process.Output.Should().BeEmpty();
        process.Error.Should().Contain("does not start with the settings of the section akka").And.NotContain("   at ");
        Directory.EnumerateDirectories(folder["runs"]).Should().BeEmpty();
    }

    [Fact]
    [Trait("Case", "F14")]
    public async Task A_provider_of_actors_that_does_not_exist_is_refused_like_any_setting()
    {
        FinishedRun.Configure(folder);
        var process = await ActorLstmProcess.RunAsync(FinishedRun.Arguments(folder, "--set", "akka.actor.provider=\"Bogus.Provider, Bogus\""));
        (process.ExitCode, process.Output).Should().Be((2, ""));
        process.Error.Should().Be(
            "error: the command line is refused, nothing was started (1 error):\n"
            + "--set akka.actor.provider=\"Bogus.Provider, Bogus\": akka.actor.provider wants local: the actors of a run are in its own process; found \"Bogus.Provider, Bogus\".\n");
        Directory.Exists(folder["runs"]).Should().BeFalse();
    }

    [Theory]
    [Trait("Case", "F10")]
    [InlineData("--runs", "")]
    [InlineData("--runs", "  ")]
    [InlineData("--server", "")]
    [InlineData("--name", "")]
    [InlineData("--set", "")]
    public async Task An_option_without_a_value_is_refused_and_nothing_is_started(string option, string value)
    {
        FinishedRun.Configure(folder);
        var process = await ActorLstmProcess.RunAsync(["run", "small.conf", option, value], null, folder.Path);
        process.MustBe(2);
        process.Error.Should().StartWith($"error: {option} wants a value, and the one that is given is ").And.NotContain("   at ");
        Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Should().BeEquivalentTo("small.conf", "proverbs.txt");
    }

    [Fact]
    [Trait("Case", "F10")]
    public async Task A_blank_variable_is_refused_and_an_empty_one_is_not_set()
    {
        var listed = await ActorLstmProcess.RunAsync(["list"], new Dictionary<string, string?> { ["ACTORLSTM_RUNS"] = " " }, folder.Path);
        listed.MustBe(2);
        listed.Error.Should().Be("error: The environment variable ACTORLSTM_RUNS is blank. Put the path of a folder into it, or unset it.\n");
        (await ActorLstmProcess.RunAsync(["list"], new Dictionary<string, string?> { ["ACTORLSTM_RUNS"] = "" }, folder.Path)).MustBe(0);
    }

    [Fact]
    public async Task A_server_for_the_journal_that_does_not_answer_is_named_and_nothing_is_started()
    {
        FinishedRun.Configure(folder);
        var process = await ActorLstmProcess.RunAsync(FinishedRun.Arguments(
            folder, "--set", "persistence.provider=postgresql", "--set", "persistence.connection-string=Host=127.0.0.1;Port=1;Database=runs;Username=me;Password=hush"));
        process.ExitCode.Should().Be(2, process.Error);
        process.Error.Should().Contain("PostgreSQL server 127.0.0.1, port 1, database runs: ").And.NotContain("   at ").And.NotContain("hush");
        Directory.EnumerateDirectories(folder["runs"]).Should().BeEmpty();
    }

    [Fact]
    [Trait("Case", "T5")]
    public async Task A_corpus_that_is_too_short_is_refused_and_nothing_is_started()
    {
        FinishedRun.Configure(folder, corpus: "twelve chars", repeated: 1);
        var process = await ActorLstmProcess.RunAsync(FinishedRun.Arguments(folder));

        process.ExitCode.Should().Be(2);
        process.Error.Should().Contain("windows.maxlen = 12 needs at least 13 characters").And.Contain("the text has 12");
        Directory.Exists(folder["runs"]).Should().BeFalse();
    }

    [Fact]
    [Trait("Case", "R11")]
    public async Task A_misspelt_key_is_refused_with_its_line_and_nothing_is_started()
    {
        FinishedRun.Configure(folder);
        var configuration = folder.Write("misspelt.conf", "actorlstm {\n  corpus.source = \"proverbs.txt\"\n  epoch = 3\n}\n");
        var process = await ActorLstmProcess.RunAsync("run", configuration, "--runs", folder["runs"]);

        process.ExitCode.Should().Be(2);
        process.Error.Should().Contain($"{configuration}:3: actorlstm.epoch is not a key; did you mean actorlstm.experiment.epochs?");
        Directory.Exists(folder["runs"]).Should().BeFalse();
    }

    [Fact]
    public async Task A_seed_text_with_an_unknown_character_is_refused_before_it_starts()
    {
        var run = FinishedRun.Configure(folder);
        var process = await ActorLstmProcess.RunAsync("run", run, "--runs", folder["runs"], "--set", "sampling.seed-text=the rivér");

        process.ExitCode.Should().Be(2);
        process.Error.Should().Contain("'é' (U+00E9) at position 7");
        Directory.Exists(folder["runs"]).Should().BeFalse();
    }

    [Fact]
    public async Task A_folder_for_runs_that_cannot_be_written_is_refused()
    {
        FinishedRun.Configure(folder);
        folder.Write("runs", "a file stands where the folder should be");
        var process = await ActorLstmProcess.RunAsync(FinishedRun.Arguments(folder));

        process.ExitCode.Should().Be(2);
        process.Error.Should().Contain(folder["runs"]).And.Contain("--runs");
    }
}
