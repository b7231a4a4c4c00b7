using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Actors.Tests.Projections;

public sealed class LineFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(RunFolder.MetricsFile)]
    [InlineData(RunFolder.SamplesFile)]
    public void A_file_that_is_removed_or_cut_while_the_run_goes_on_is_written_anew(string file)
    {
        var first = StateBuilder.Begun().Epoch(1).Texts(1);
        var second = first.Epoch(2).Texts(2);
        var third = second.Epoch(3).Texts(3).End(RunStatus.Completed);
        using var undisturbed = new TemporaryFolder();
        new RunFolder(undisturbed.Path).Update(third);

        var files = new RunFolder(folder.Path);
        files.Update(first);
        File.Delete(folder[file]);
        files.Update(second);
        File.WriteAllText(folder[file], "cut");
        files.Update(third);

        File.ReadAllText(folder[file]).Should().Be(File.ReadAllText(undisturbed[file]));
    }

    [Theory]
    [Trait("Case", "R4")]
    [InlineData("{\"epoch\":2,\"lo")]
    [InlineData("\0\0\0\0")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"epoch\":2}")]
    public void What_comes_after_a_damaged_line_is_not_believed(string damaged)
    {
        new RunFolder(folder.Path).Update(StateBuilder.Begun().Epoch(1).Epoch(2).Epoch(3));
        var lines = File.ReadAllLines(folder[RunFolder.MetricsFile]);
        File.WriteAllLines(folder[RunFolder.MetricsFile], [lines[0], damaged, lines[2]]);
        RunFolder.Epochs(folder.Path).Select(line => line.Epoch).Should().Equal(1);
    }
}
