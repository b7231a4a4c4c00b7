using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli.Outputs;

/// <summary>Texts of a network that has learnt the logs of terminals: all of its characters are commands to one.</summary>
[Trait("Case", "F25")]
public sealed class TerminalTextTests : IDisposable
{
    private const string Title = "\u001b]0;";

    private readonly TemporaryFolder folder = new();

    public TerminalTextTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Terminals are opened as Linux has them.");
        FinishedRun.Configure(folder, "\u001b]0;owned\a\u202e\u2028");
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("xterm")]
    [InlineData("dumb")]
    public async Task They_are_visible_on_a_terminal_and_as_they_are_in_pipes_and_files(string kind)
    {
        var onTerminal = await ShowAsync(kind, FinishedRun.Arguments(folder));
        onTerminal.Should().Contain("------ temperature").And.Contain("\\u001b").And.NotContain("\a").And.NotContain(Title).And.NotContain("\u202e").And.NotContain("\u2028");
        var run = FinishedRun.Of(folder, new ProcessResult(0, "", ""));
        run.Samples.Should().Contain(sample => ((string)sample["text"]!).Contains('\u001b'));

        (await ShowAsync(kind, "sample", "small", "--runs", folder["runs"])).Should().Contain("\\u001b").And.Contain("\\u202e").And.NotContainAny("\u001b", "\a", "\u202e", "\u2028");
        (await ShowAsync(kind, "sample", "small", "--runs", folder["runs"], "--json")).Should().Contain("\\u001B").And.NotContainAny("\u001b", "\a", "\u202e", "\u2028");
        var inPipe = await ActorLstmProcess.RunAsync("sample", "small", "--runs", folder["runs"]);
        inPipe.Output.Should().Contain("\u001b").And.Contain("\u202e");
    }

    [Fact]
    public async Task What_a_message_quotes_is_visible()
    {
        (await ShowAsync("xterm", "sample", $"small{Title}\a")).Should().Contain("small\\u001b]0;\\u0007").And.NotContain(Title).And.NotContain("\a");
        (await ShowAsync("xterm", "run", $"{Title}\a.conf")).Should().NotContain(Title).And.NotContain("\a");
    }

    private static async Task<string> ShowAsync(string kind, params string[] arguments)
    {
        using var terminal = new PseudoTerminal();
        using var process = ActorLstmProcess.Start(arguments, new Dictionary<string, string?> { ["TERM"] = kind }, prefix: terminal.Around("both"));
        await process.WaitAsync();
        return await terminal.Whole;
    }
}
