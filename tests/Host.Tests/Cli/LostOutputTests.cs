using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

/// <summary>Verbs whose output cannot be written. What they would write it about is one finished run.</summary>
[Trait("Case", "F27")]
public sealed class LostOutputTests(LostOutputTests.OneRun one) : IClassFixture<LostOutputTests.OneRun>
{
    private static readonly string[] Lines =
    [
        "--help", "--version", "run --help", "list", "list --json", "show small", "show small --json", "sample small", "sample small --json",
        "compare small other", "compare small other --json", "report small --format md", "report small --json", "validate small.conf", "validate small.conf --json",
        "corpus sample", "corpus sample --json", "doctor", "doctor --json", "run small.conf --json --name third", "serve --urls http://127.0.0.1:0 --json",
    ];

    public static TheoryData<string, string> Cases => [.. from line in Lines from redirection in new[] { ">/dev/full", ">&-", ">&5" } select (line, redirection)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_verb_says_so_in_one_line_and_fails(string line, string redirection)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has a file that is always full.");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["temporary"]);
        var environment = new Dictionary<string, string?> { ["TMPDIR"] = folder["temporary"], ["ACTORLSTM_RUNS"] = one.Runs };
        using var process = ActorLstmProcess.Start(line.Split(' '), environment, one.Folder.Path, LostOutput.Around(folder, redirection));
        var ended = await process.WaitAsync();

        ended.MustBe(1);
        ended.Error.Split('\n').Should().ContainSingle(told => told.StartsWith("error: ")).Which.Should().MatchRegex(@"^error: the output cannot be written: (No space left on device|it is closed|Broken pipe)\.$");
        Directory.GetFileSystemEntries(folder["temporary"], "actorlstm-*").Should().BeEmpty();
    }

    [Theory]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    [InlineData("2>&5")]
    public async Task Results_are_written_where_messages_cannot_be(string redirection)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has a file that is always full.");
        using var folder = new TemporaryFolder();
        using var process = ActorLstmProcess.Start(["list", "--runs", one.Runs], folder: one.Folder.Path, prefix: LostOutput.Around(folder, redirection));
        var ended = await process.WaitAsync();

        ended.MustBe(0);
        ended.Output.Should().Contain("small");
    }

    /// <summary>A run that all of them are about.</summary>
    public sealed class OneRun : IAsyncLifetime
    {
        internal TemporaryFolder Folder { get; } = new();

        internal string Runs => Folder["runs"];

        public async ValueTask InitializeAsync()
        {
            (await FinishedRun.OfAsync(Folder)).Process.MustBe(0);
            (await FinishedRun.OfAsync(Folder, "--name", "other", "--set", "experiment.seed=8")).Process.MustBe(0);
        }

        public ValueTask DisposeAsync()
        {
            Folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
