using ActorLstm.Host.Configuration.Hocon;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Configuration;

public sealed class HoconReaderTests
{
    [Theory]
    [InlineData("a = 1", "a = 1\n")]
    [InlineData("a : 1, b = x y  z", "a = 1\nb = \"x y  z\"\n")]
    [InlineData("{ \"a\": [1, 2.5, true, null, \"x\"] }", "a = [1, 2.5, true, null, \"x\"]\n")]
    [InlineData("a.b.c = 1\na { b { d = 2 } }", "a {\n  b {\n    c = 1\n    d = 2\n  }\n}\n")]
    [InlineData("a\n{\n b = 1 // one\n c = 2 # two\n}", "a {\n  b = 1\n  c = 2\n}\n")]
    [InlineData("a = [1\n2\n3\n]", "a = [1, 2, 3]\n")]
    [InlineData("a = [1,\n2,\n]", "a = [1, 2]\n")]
    [InlineData("a = [1] [2]", "a = [1, 2]\n")]
    [InlineData("a = [1]\na += 2\na += [3]", "a = [1, 2, 3]\n")]
    [InlineData("a = { b = 1 } { c = 2 }", "a {\n  b = 1\n  c = 2\n}\n")]
    [InlineData("a = 1\na = 2", "a = 2\n")]
    [InlineData("a = 1\na.b = 2", "a {\n  b = 2\n}\n")]
    [InlineData("a.\"b.c\" = 1", "a {\n  \"b.c\" = 1\n}\n")]
    [InlineData("a = \"\"\"x\n\"y\"\"\"\"", "a = \"x\\n\\\"y\\\"\"\n")]
    [InlineData("a = \"\\u00e9\\n\\\\\"", "a = \"é\\n\\\\\"\n")]
    [InlineData("a = \"#\" // no", "a = \"#\"\n")]
    [InlineData("a = cuda:0\r\nb = who are you?", "a = \"cuda:0\"\nb = \"who are you?\"\n")]
    [InlineData("a = 1e+5", "a = 1e+5\n")]
    [InlineData("a =\n 1", "a = 1\n")]
    [InlineData("a = {}", "a {\n}\n")]
    [InlineData("# nothing\n", "")]
    public void What_is_written_is_read(string text, string written) =>
        HoconWriter.Write(HoconReader.Parse(text, "x.conf")).Should().Be(written);

    [Theory]
    [InlineData("a {\n b = 1\n", 1, "The { that opens here is not closed")]
    [InlineData("a = 1\n}", 2, "Nothing is open that this } could close")]
    [InlineData("a = 1\nb = [1, 2", 2, "The [ that opens here is not closed")]
    [InlineData("\na = \"x\nb = 1", 2, "is not closed in its line")]
    [InlineData("a = \"\"\"x\nb = 1", 1, "is not closed: close it with \"\"\"")]
    [InlineData("a = 1\nb\nc = 2", 2, "After the key b comes")]
    [InlineData("a =\n\n", 3, "A value is missing before the end")]
    [InlineData("a = 1 b = 2", 1, "the line end or comma before the next key missing")]
    [InlineData("a = 0,5", 1, "never a comma")]
    [InlineData("a = 1,,b = 2", 1, "Nothing stands before this comma")]
    [InlineData("a..b = 1", 1, "A key is missing")]
    [InlineData("a = 1\n\ninclude \"b.conf\"", 3, "include is not supported")]
    [InlineData("a = x {\n}", 1, "only values of one kind")]
    [InlineData("a = \"\\q\"", 1, "is no escape")]
    [InlineData("a = \"\\ud83d\"", 1, "surrogate")]
    [InlineData("a = C:\\temp", 1, "needs quotes")]
    [InlineData("a = http://x/y", 1, "put quotes around the address")]
    [InlineData("a = $x", 1, "begins a reference")]
    [InlineData("a = ${x", 1, "is not closed")]
    [InlineData("[1, 2]", 1, "A list cannot stand at the top")]
    [InlineData("{ a = 1 } b = 2", 1, "follows the brace")]
    public void What_is_wrong_is_named_with_its_line(string text, int line, string message)
    {
        var fault = FluentActions.Invoking(() => HoconReader.Parse(text, "x.conf")).Should().Throw<HoconSyntaxException>().Which;
        fault.Message.Should().Contain(message);
        fault.Origin.Should().Be(new HoconOrigin("x.conf", line));
    }

    [Fact]
    public void Every_value_knows_its_line()
    {
        var root = HoconReader.Parse("a { # 1\n  b.c = 1\n  d = [1,\n 2]\n}\n\n\"e\" = \"\"\"x\n\"\"\"\nf = 3", "x.conf");
        root.Find("a", "b", "c")!.Origin.Line.Should().Be(2);
        root.Find("a", "d")!.Origin.Line.Should().Be(3);
        ((HoconList)root.Find("a", "d")!).Items[1].Origin.Line.Should().Be(4);
        root.Find("e")!.Origin.Line.Should().Be(7);
        root.Find("f")!.Origin.Line.Should().Be(9);
    }

    [Fact]
    public void A_value_that_stands_there_twice_has_the_line_of_the_last() =>
        HoconReader.Parse("a = 1\na = 2", "x.conf").Find("a")!.Origin.Line.Should().Be(2);

    [Theory]
    [InlineData("a {", "")]
    [InlineData("[", "a = ")]
    [InlineData("{ b = [", "a = ")]
    [InlineData("a.", "", "a = 1")]
    public void Endless_nesting_is_refused(string level, string start, string end = "") =>
        FluentActions.Invoking(() => HoconReader.Parse(start + string.Concat(Enumerable.Repeat(level, 100_000)) + end, "x.conf"))
            .Should().Throw<HoconSyntaxException>().Which.Message.Should().Contain("more than 64");
}
