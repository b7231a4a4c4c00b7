using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ActorLstm.Host.Cli;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

public sealed class CommandLineTests
{
    public static TheoryData<string> VerbNames => [.. Verbs.All.Select(verb => verb.Name)];

    [Fact]
    public async Task Help_lists_every_verb()
    {
        var result = await ActorLstmProcess.RunAsync("--help");
        result.Should().Match<ProcessResult>(help => help.ExitCode == 0 && help.Error.Length == 0);
        result.Output.Should().ContainAll(Verbs.All.Select(verb => verb.Description.TrimEnd('.')));
    }

    [Theory]
    [MemberData(nameof(VerbNames))]
    public async Task Every_verb_has_a_help_page_with_examples_and_can_print_json(string verb)
    {
        var result = await ActorLstmProcess.RunAsync(verb, "--help");
        result.Should().Match<ProcessResult>(help => help.ExitCode == 0 && help.Error.Length == 0);
        result.Output.Should().Contain(Verbs.Find(verb)!.Description.TrimEnd('.')).And.Contain("EXAMPLES:").And.Contain($"actorlstm {verb}").And.MatchRegex("(?m)^ +--json ");
    }

    [Theory]
    [InlineData("Did you mean 'validate'?", "vlidate", "x.conf")]
    [InlineData("Did you mean --json?", "validate", "x.conf", "--jsn")]
    [InlineData("Did you mean --set?", "validate", "x.conf", "--sett=a=b")]
    [InlineData("missing required argument", "validate")]
    [InlineData("Unknown option", "corpus", "x", "--zzzzzz")]
    [InlineData("--maxlen wants a whole number; found x.", "corpus", "sample", "--maxlen", "x")]
    [InlineData("corpus --help", "corpus", "a", "b")]
    public async Task A_mistyped_line_is_refused_on_stderr_with_advice(string advice, params string[] arguments)
    {
        var result = await ActorLstmProcess.RunAsync(arguments);
        (result.ExitCode, result.Output).Should().Be((2, ""));
        result.Error.Should().Contain(advice).And.Contain("--help").And.NotContain("   at ");
    }

    [Fact]
    public async Task A_failure_that_nobody_foresaw_says_where_its_details_are()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Needs the device /dev/full of Linux, to which no output can be written.");
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"'{ActorLstmProcess.Program}' corpus sample > /dev/full"]) { UseShellExecute = false, RedirectStandardError = true };
        start.Environment["TMPDIR"] = folder.Path;
        using var shell = Process.Start(start)!;
        var error = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        shell.ExitCode.Should().Be(ExitCodes.Failed);
        var report = Directory.GetFiles(folder.Path).Should().ContainSingle().Subject;
        error.Should().Contain("error: The program failed").And.Contain(report).And.NotContain("   at ");
        File.ReadAllText(report).Should().Contain("corpus sample").And.Contain("   at ");
    }

    [Theory]
    [Trait("Case", "T13")]
    [InlineData("tr_TR.UTF-8")]
    [InlineData("de_DE.UTF-8")]
    [InlineData("C")]
    public async Task The_language_of_the_system_changes_nothing(string language)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.conf", "actorlstm { corpus { lowercase = true, fallback = SAMPLE }, model.dropout = 0.5, training.epsilon = 1e-7, sampling.temperatures = [0.5] }");
        var text = folder.Write("a.txt", "ISTANBUL I i ı İ 1,5 1.5 " + new string('x', 1500));
        string[][] lines = [["validate", file], ["corpus", text], ["corpus", text, "--json"], ["corpus", "--help"], ["validate", file, "--set", "windows.step=0,5"]];
        foreach (var arguments in lines)
        {
            var here = await ActorLstmProcess.RunAsync(arguments, Language("en_US.UTF-8"));
            var there = await ActorLstmProcess.RunAsync(arguments, Language(language));
            there.Should().Be(here);
        }

        static Dictionary<string, string?> Language(string name) => new() { ["LANG"] = name, ["LC_ALL"] = name, ["LANGUAGE"] = name };
    }

    [Theory]
    [InlineData("TERM", ExitCodes.Terminated)]
    [InlineData("INT", ExitCodes.Interrupted)]
    public async Task A_signal_ends_it_in_order(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        using var folder = new TemporaryFolder();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        // A proxy that accepts and never answers: the download of the corpus hangs until the signal.
        var proxy = $"http://{silent.LocalEndpoint}";
        var variables = new Dictionary<string, string?> { ["HTTPS_PROXY"] = proxy, ["https_proxy"] = proxy, ["ACTORLSTM_DATA"] = null, ["XDG_CACHE_HOME"] = folder.Path };
        using var process = ActorLstmProcess.Start(["corpus", "nietzsche"], variables);
        using var connection = await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await process.SignalAsync(signal);

        var result = await process.WaitAsync();
        (result.ExitCode, result.Output).Should().Be((exitCode, ""));
        result.Error.Should().NotContain("   at ");
    }
}
