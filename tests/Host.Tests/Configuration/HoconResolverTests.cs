using ActorLstm.Host.Configuration.Hocon;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Configuration;

public sealed class HoconResolverTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["NAME"] = "blue", ["EMPTY"] = "" };

    private readonly List<(int? Line, string Message)> faults = [];

    [Theory]
    [InlineData("a = 1\nb = ${a}", "a = 1\nb = 1\n")]
    [InlineData("a = ${NAME}", "a = \"blue\"\n")]
    [InlineData("a = a ${NAME} sky", "a = \"a blue sky\"\n")]
    [InlineData("a = ${?NONE}", "")]
    [InlineData("a = 1\na = ${?NONE}", "a = 1\n")]
    [InlineData("a = 1\na = ${?NAME}", "a = \"blue\"\n")]
    [InlineData("a = 1\na = ${?NONE}\na = ${?NONE}", "a = 1\n")]
    [InlineData("a = x${?NONE}y", "a = xy\n")]
    [InlineData("a = [${?NONE}, 1]", "a = [1]\n")]
    [InlineData("a = { x = 1 }\nb = ${a} { y = 2 }", "a {\n  x = 1\n}\nb {\n  x = 1\n  y = 2\n}\n")]
    [InlineData("a = ${b}\nb = { x = ${c} }\nc = 3\nd = ${a.x}", "a {\n  x = 3\n}\nb {\n  x = 3\n}\nc = 3\nd = 3\n")]
    public void References_become_what_they_name(string text, string resolved)
    {
        HoconWriter.Write(Resolve(text)).Should().Be(resolved);
        faults.Should().BeEmpty();
    }

    [Theory]
    [InlineData("a = 1\nb = ${NONE}", 2, "neither a path of this configuration nor an environment variable")]
    [InlineData("a = ${a}", 1, "refers to itself")]
    [InlineData("a = ${b}\nb = x ${a}", 2, "refers to itself")]
    [InlineData("a = [1]\nb = ${a} x", 2, "only values of one kind")]
    public void What_cannot_be_resolved_is_named_with_its_line(string text, int line, string message)
    {
        Resolve(text);
        faults.Should().Contain(fault => fault.Line == line && fault.Message.Contains(message));
    }

    [Fact]
    public void References_that_double_each_other_are_stopped()
    {
        Resolve("a0 = x\n" + string.Concat(Enumerable.Range(1, 60).Select(i => $"a{i} = [${{a{i - 1}}}, ${{a{i - 1}}}]\n")));
        faults.Should().Contain(fault => fault.Message.Contains("too many references"));
    }

    [Fact]
    public void References_that_nest_each_other_are_stopped()
    {
        var path = string.Join('.', Enumerable.Repeat("x", 60));
        Resolve(string.Concat(Enumerable.Range(0, 60).Select(i => $"a{i}.{path} = ${{?a{i + 1}}}\n")));
        faults.Should().Contain(fault => fault.Message.Contains("nest more than 128 deep"));
    }

    private HoconMap Resolve(string text) =>
        new HoconResolver(HoconReader.Parse(text, "x.conf"), Variables, (origin, message) => faults.Add((origin.Line, message))).Resolve();
}
