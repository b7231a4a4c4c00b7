using ActorLstm.Host.Cli;
using ActorLstm.Host.Cli.Usage;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

/// <summary>What stands behind an option is its value, whatever it looks like.</summary>
[Trait("Case", "F9")]
public sealed class OptionValueTests
{
    public static TheoryData<string, string> Options => [.. from verb in Verbs.All from option in VerbSyntax.Of(verb).Options where option.Value is not null && option.Type == typeof(string) select (verb.Name, option.Name)];

    [Theory]
    [MemberData(nameof(Options))]
    public void A_value_may_begin_with_hyphens_and_hold_anything(string verb, string option)
    {
        foreach (var value in new[] { "--what then?", "-x", "-", "--", "-1", "a=b", "a:b", "--a=b", "two\nlines", "true" })
        {
            string[] arguments = [.. VerbSyntax.Of(Verbs.Find(verb)!).Arguments.Select(_ => "x")];
            ArgumentReader.Read([verb, .. arguments, option, value]).Should().Equal([verb, .. arguments, $"{option}={value}"]);
            ArgumentReader.Read([verb, .. arguments, $"{option}={value}"]).Should().Equal([verb, .. arguments, $"{option}={value}"]);
            ArgumentReader.Read([verb, option, value, .. arguments]).Should().Equal([verb, .. arguments, $"{option}={value}"]);
        }
    }

    [Fact]
    public async Task The_verb_receives_it_as_it_was_typed()
    {
        using var folder = new TemporaryFolder();
        FinishedRun.Configure(folder, "--what then? ");
        var run = FinishedRun.Of(folder, await ActorLstmProcess.RunAsync(FinishedRun.Arguments(folder, "--name", "-x", "--set", "experiment.seed=-1")));
        run.Process.MustBe(0);
        ((string?)run.Run["name"], (long)run.Run["seed"]!).Should().Be(("-x", -1));

        var sampled = await ActorLstmProcess.RunAsync("sample", (string)run.Run["id"]!, "--runs", folder["runs"], "--seed-text", "--what then?", "--random-seed", "-3", "--temperature", "0.5", "--json");
        sampled.MustBe(0);
        sampled.Output.Should().Contain("\"seed_text\":\"--what then?\"");
        var negative = await ActorLstmProcess.RunAsync("sample", (string)run.Run["id"]!, "--runs", folder["runs"], "--temperature", "-1");
        negative.MustBe(2);
        negative.Error.Should().Contain("--temperature -1: wants a list of finite numbers, each of at least 0.");
    }

    [Fact]
    [Trait("Case", "F8")]
    public async Task Quotes_and_blanks_of_a_text_stay()
    {
        using var folder = new TemporaryFolder();
        FinishedRun.Configure(folder, "say \"hi\", he said. ");
        var run = FinishedRun.Of(folder, await ActorLstmProcess.RunAsync(FinishedRun.Arguments(folder, "--name", "the \"first\"", "--set", "sampling.seed-text= say \"hi\"", "--set", "experiment.epochs=1")));
        run.Process.MustBe(0);
        run.Samples.Should().OnlyContain(sample => (string?)sample["seed_text"] == " say \"hi\"");
        ((string?)run.Run["name"]).Should().Be("the \"first\"");
    }

    [Fact]
    [Trait("Case", "F20")]
    public async Task Temperatures_that_differ_anywhere_look_different()
    {
        using var folder = new TemporaryFolder();
        FinishedRun.Configure(folder);
        var run = FinishedRun.Of(folder, await ActorLstmProcess.RunAsync(FinishedRun.Arguments(folder, "--set", "sampling.temperatures=[0.3, 0.30000000000000004, 1, 0.00001]", "--set", "experiment.epochs=1", "--set", "sampling.replicas=1")));
        run.Process.MustBe(0);
        run.Process.Output.Should().Contain("------ temperature: 0.3\n").And.Contain("------ temperature: 0.30000000000000004\n").And.Contain("------ temperature: 1.0\n").And.Contain("------ temperature: 1e-5\n");
        foreach (var format in new[] { "md", "html", "csv", "json" })
        {
            var report = await ActorLstmProcess.RunAsync("report", "small", "--runs", folder["runs"], "--format", format, "--output", folder[$"report.{format}"]);
            report.MustBe(0);
            File.ReadAllText(folder[$"report.{format}"]).Should().Contain("0.30000000000000004");
        }
    }
}
