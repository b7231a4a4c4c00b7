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
}
