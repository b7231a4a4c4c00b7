using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
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
    [Trait("Case", "F12")]
    [InlineData("error: --epochs is not an option of run.\nDid you mean --set experiment.epochs=3? See actorlstm run --help.\n", "run", "f.conf", "--epochs", "3")]
    [InlineData("Did you mean --set experiment.epochs=3?", "run", "f.conf", "--epochs=3")]
    [InlineData("error: --set wants a path, a = and a value in one word; found \"experiment.epochs\".\nDid you mean --set experiment.epochs=3?", "run", "f.conf", "--set", "experiment.epochs", "3")]
    [InlineData("Did you mean --set experiment.epochs=3?", "run", "f.conf", "experiment.epochs=3")]
    [InlineData("Did you mean --set training.learning-rate=0.01?", "run", "f.conf", "--lr", "0.01")]
    [InlineData("Did you mean --set training.batch-size=64?", "run", "f.conf", "--batch_size", "64")]
    [InlineData("Did you mean --set experiment.seed=7?", "run", "f.conf", "--seed", "7")]
    [InlineData("Did you mean --set 'sampling.temperatures=[0.5]'?", "run", "f.conf", "--temperature", "0.5")]
    [InlineData("Did you mean --set training.device=cuda?", "run", "f.conf", "--device", "cuda")]
    [InlineData("Did you mean --set model.hidden=64?", "run", "f.conf", "--hidden-size", "64")]
    [InlineData("Did you mean --temperature?", "sample", "x", "--temp", "0.5")]
    [InlineData("Did you mean --length?", "sample", "x", "--max-length", "20")]
    [InlineData("Did you mean --seed-text?", "sample", "x", "--prompt", "the")]
    [InlineData("Did you mean --count?", "sample", "x", "-n", "3")]
    [InlineData("Did you mean --random-seed?", "sample", "x", "--seed", "3")]
    [InlineData("Did you mean --verbose?", "run", "f.conf", "-v")]
    [InlineData("Did you mean --output?", "report", "x", "-o", "f.html")]
    [InlineData("Did you mean --runs?", "list", "--dir", "x")]
    [InlineData("error: \"rm\" is not a verb of actorlstm.\nDid you mean remove? See actorlstm --help.\n", "rm", "x")]
    [InlineData("Did you mean remove?", "delete", "x")]
    [InlineData("Did you mean list?", "ls")]
    [InlineData("Did you mean cancel?", "stop", "x")]
    [InlineData("Did you mean run?", "train", "f.conf")]
    [InlineData("Did you mean sample?", "generate", "x")]
    [InlineData("Did you mean bench?", "benchmark")]
    [InlineData("Did you mean list?", "List")]
    [InlineData("Did you mean run f.conf?", "f.conf")]
    [InlineData("Did you mean show x?", "list", "x")]
    [InlineData("The verb comes first, before \"--runs\".", "--runs", "x", "list")]
    [InlineData("error: \"nonsense\" is not a verb", "help", "nonsense")]
    [InlineData("error: run takes FILE.conf; found the extra argument \"b.conf\".", "run", "a.conf", "b.conf")]
    [InlineData("error: --json takes no value; found \"yes\".", "list", "--json=yes")]
    [InlineData("error: --runs wants a value, and none follows it.", "list", "--runs")]
    [Trait("Case", "F9")]
    [InlineData("error: --seed-text wants a value, and the option --json follows it.\nIf that is the value, write --seed-text=--json in one word.", "sample", "x", "--seed-text", "--json")]
    [Trait("Case", "F10")]
    [InlineData("error: show wants RUN, and the one that is given is empty.", "show", "")]
    [InlineData("error: run wants FILE.conf, and the one that is given is blank.", "run", " ")]
    [InlineData("error: --config wants a value, and the one that is given is empty.", "serve", "--config", "")]
    [InlineData("error: --output wants a value, and the one that is given is empty.", "report", "x", "--output=")]
    [InlineData("Did you mean validate?", "vlidate", "x.conf")]
    [InlineData("Did you mean --json?", "validate", "x.conf", "--jsn")]
    [InlineData("Did you mean --set?", "validate", "x.conf", "--sett=a=b")]
    [InlineData("error: validate wants FILE.conf, and it is missing.\nFor instance: actorlstm validate config/quickstart.conf.", "validate")]
    [InlineData("error: --zzzzzz is not an option of corpus.\nSee actorlstm corpus --help.\n", "corpus", "x", "--zzzzzz")]
    [InlineData("error: --maxlen wants a whole number; found \"x\".", "corpus", "sample", "--maxlen", "x")]
    [InlineData("error: show takes RUN; found the extra argument \"b\".\nSee actorlstm show --help.", "show", "a", "b")]
    public async Task A_mistyped_line_is_refused_on_stderr_with_advice(string advice, params string[] arguments)
    {
        var result = await ActorLstmProcess.RunAsync(arguments);
        (result.ExitCode, result.Output).Should().Be((2, ""));
        result.Error.Should().StartWith("error: ").And.Contain(advice).And.Contain("--help").And.NotContain("   at ");
    }

    [Fact]
    [Trait("Case", "F12")]
    public async Task Help_is_a_verb_too()
    {
        (await ActorLstmProcess.RunAsync("help")).Should().Be(await ActorLstmProcess.RunAsync("--help"));
        (await ActorLstmProcess.RunAsync("help", "run")).Should().Be(await ActorLstmProcess.RunAsync("run", "--help"));
        (await ActorLstmProcess.RunAsync("run", "x.conf", "--help", "--nonsense")).Should().Be(await ActorLstmProcess.RunAsync("run", "--help"));
    }

    [Fact]
    public async Task A_folder_that_was_removed_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Unix removes the folder of a process.");
        using var folder = new TemporaryFolder();
        using var process = ActorLstmProcess.Start(["list"], prefix: ["/bin/sh", "-c", $"mkdir '{folder["gone"]}' && cd '{folder["gone"]}' && rmdir '{folder["gone"]}' && exec \"$@\"", "sh"]);
        var ended = await process.WaitAsync();
        ended.MustBe(2);
        ended.Error.Should().Be("error: the current folder no longer exists. Change to another one.\n");
    }

    [Fact]
    public async Task A_failure_that_nobody_foresaw_says_where_its_details_are()
    {
        using var folder = new TemporaryFolder();
        using var interruption = new Interruption();
        using var web = new HttpClient(new BrokenWeb());
        var (output, error) = (new StringWriter(), new StringWriter());
        using var terminal = new Terminal(output, false, error, false);
        var environment = new ProcessEnvironment(new Dictionary<string, string> { ["XDG_CACHE_HOME"] = folder.Path }, folder.Path);

        var exitCode = await new CommandLine(terminal, environment, TimeProvider.System, web, interruption).RunAsync(["corpus", "nietzsche"]);

        exitCode.Should().Be(ExitCodes.Failed);
        output.ToString().Should().BeEmpty();
        error.ToString().Should().StartWith("error: The program failed").And.NotContain("   at ");
        var report = Path.Combine(Path.GetTempPath(), Regex.Match(error.ToString(), @"actorlstm-[\d-]+\.txt", RegexOptions.NonBacktracking).Value);
        File.ReadAllText(report).Should().Contain("corpus nietzsche").And.Contain("   at ");
        File.Delete(report);
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

    private sealed class BrokenWeb : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw new InvalidOperationException("It is broken.");
    }
}
