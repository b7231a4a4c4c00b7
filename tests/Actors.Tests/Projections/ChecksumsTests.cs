using System.Diagnostics;
using ActorLstm.Actors.Projections;
using ActorLstm.Actors.Runs;
using ActorLstm.Actors.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using CsCheck;
using Xunit;

namespace ActorLstm.Actors.Tests.Projections;

[Trait("Case", "R4")]
public sealed class ChecksumsTests : IDisposable
{
    private static readonly string[] Files = [RunFolder.ConfigurationFile, RunFolder.RunFile, RunFolder.MetricsFile, RunFolder.SamplesFile, RunFolder.ChecksumsFile];

    private readonly TemporaryFolder folder = new();
    private readonly RunState state = StateBuilder.Begun().Epoch(1).Texts(1).Epoch(2).Texts(2).End(RunStatus.Completed);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Files_that_grew_line_by_line_have_the_sums_of_files_written_at_once()
    {
        var files = new RunFolder(folder.Path);
        var growing = StateBuilder.Begun();
        files.Update(growing);
        foreach (var key in TestRuns.Plan.SamplesOf(1).Prepend(null))
        {
            growing = key is null ? growing.Epoch(1) : growing.Text(key);
            files.Update(growing);
            RunFolder.Check(folder.Path).Should().BeEmpty();
        }

        var sums = File.ReadAllText(folder[RunFolder.ChecksumsFile]);
        new RunFolder(folder.Path).Update(growing);
        File.ReadAllText(folder[RunFolder.ChecksumsFile]).Should().Be(sums);
    }

    [Fact]
    public async Task The_tool_of_the_system_agrees()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/sha256sum"), "Needs sha256sum.");
        new RunFolder(folder.Path).Update(state);
        var start = new ProcessStartInfo("/usr/bin/sha256sum", ["--check", "--strict", RunFolder.ChecksumsFile]) { WorkingDirectory = folder.Path, UseShellExecute = false, RedirectStandardOutput = true };
        using var tool = Process.Start(start)!;
        var output = await tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        tool.ExitCode.Should().Be(0, output);
        output.Should().Be(string.Concat(Files[..4].Select(file => $"{file}: OK\n")));
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_noticed_and_mended()
    {
        new RunFolder(folder.Path).Update(state);
        var whole = Contents();
        (from file in Gen.Int[0, 4].Select(index => Files[index]) from share in Gen.Double[0, 0.999] select (file, share)).Sample(
            cut =>
            {
                using (var content = File.OpenWrite(folder[cut.file]))
                {
                    content.SetLength((long)(content.Length * cut.share));
                }

                RunFolder.Check(folder.Path).Should().Contain(new FileFault(cut.file, "is damaged"));
                Mend(whole);
            },
            iter: 60,
            threads: 1);
    }

    [Fact]
    public void A_bit_that_is_flipped_anywhere_is_noticed_and_mended()
    {
        new RunFolder(folder.Path).Update(state);
        var whole = Contents();
        (from file in Gen.Int[0, 3].Select(index => Files[index]) from share in Gen.Double[0, 0.999] from bit in Gen.Int[0, 7] select (file, share, bit)).Sample(
            flip =>
            {
                var content = File.ReadAllBytes(folder[flip.file]);
                content[(int)(content.Length * flip.share)] ^= (byte)(1 << flip.bit);
                File.WriteAllBytes(folder[flip.file], content);
                RunFolder.Check(folder.Path).Should().Equal(new FileFault(flip.file, "is damaged"));
                Mend(whole);
            },
            iter: 60,
            threads: 1);
    }

    [Fact]
    public void Files_that_are_missing_are_named()
    {
        new RunFolder(folder.Path).Update(state);
        File.Delete(folder[RunFolder.MetricsFile]);
        RunFolder.Check(folder.Path).Select(fault => fault.ToString()).Should().Equal("metrics.jsonl is missing");
        File.Delete(folder[RunFolder.ChecksumsFile]);
        RunFolder.Check(folder.Path).Select(fault => fault.ToString()).Should().Equal("SHA256SUMS is missing", "metrics.jsonl is missing");
        RunFolder.Check(folder["nowhere"]).Should().HaveCount(5);
    }

    [Fact]
    public void One_file_can_be_looked_at_alone()
    {
        new RunFolder(folder.Path).Update(state);
        File.AppendAllText(folder[RunFolder.SamplesFile], "x");
        RunFolder.Check(folder.Path, RunFolder.RunFile).Should().BeEmpty();
        RunFolder.Check(folder.Path).Should().ContainSingle();
    }

    private void Mend(string[] whole)
    {
        new RunFolder(folder.Path).Update(state);
        Contents().Should().Equal(whole);
        RunFolder.Check(folder.Path).Should().BeEmpty();
    }

    private string[] Contents() => [.. Files.Select(file => File.ReadAllText(folder[file]))];
}
