using ActorLstm.Host.Cli;
using AwesomeAssertions;
using Spectre.Console;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

public sealed class TextTableTests
{
    [Fact]
    public void Numbers_stand_on_the_right_and_no_line_ends_in_spaces() => Drawn(100).Should().Equal(
        "name          loss  started",
        "a long name  1.234  today",
        "short          NaN");

    [Theory]
    [InlineData(27, "name          loss  started")]
    [InlineData(26, "name         loss  started")]
    [InlineData(20, "name          loss")]
    [InlineData(16, "name        loss")]
    [InlineData(3, "name     loss")]
    public void Where_there_is_no_room_a_column_is_cut_and_then_one_is_left_out(int width, string headings) =>
        Drawn(width)[0].Should().Be(headings);

    [Fact]
    public void What_is_cut_says_so() => Drawn(16)[1].Should().Be("a long n…  1.234");

    [Fact]
    public void Letters_that_take_two_cells_count_twice()
    {
        var table = new TextTable(new TextColumn("name", Least: 3), new TextColumn("n"));
        table.Add("漢字漢字", "1");
        table.Add("ab", "2");
        Lines(table, 100).Should().Equal("name      n", "漢字漢字  1", "ab        2");
        Lines(table, 8).Should().Equal("name   n", "漢字…  1", "ab     2");
    }

    private static string[] Drawn(int width)
    {
        var table = new TextTable(new TextColumn("name", Least: 6), new TextColumn("loss", IsNumber: true), new TextColumn("started", Spare: 1));
        table.Add("a long name", "1.234", new Cell("today", new Style(Color.Red)));
        table.Add("short", "NaN", "");
        return Lines(table, width);
    }

    private static string[] Lines(TextTable table, int width)
    {
        using var written = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(written) });
        console.Profile.Width = width;
        console.Write(table);
        return written.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }
}
