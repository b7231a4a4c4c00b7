using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Service;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Service;

public sealed class ServiceLogTests : IDisposable
{
    private const string RunId = "20260314-150926-abcd";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_files_have_a_bounded_size_and_only_the_last_ones_are_kept()
    {
        await WriteAsync(log =>
        {
            for (var line = 0; line < 3500; line++)
            {
                log.Information("{Number} {Text}", line, new string('x', 1000));
            }
        });

        var files = Directory.GetFiles(folder["service"]);
        files.Should().HaveCount(2).And.AllSatisfy(file => new FileInfo(file).Length.Should().BeInRange(1, 1_010_000));
        files.SelectMany(File.ReadAllLines).Should().Contain(line => line.Contains("\"Number\":3499", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lines_below_the_level_are_left_out_of_the_log_of_the_service_alone()
    {
        Directory.CreateDirectory(folder[RunId]);

        await WriteAsync(
            log =>
            {
                log.ForContext("RunId", RunId).Information("quiet");
                log.ForContext("RunId", RunId).Warning("loud");
            },
            "service.log.level=warning");

        File.ReadAllText(folder[RunId, "log.jsonl"]).Should().Contain("quiet").And.Contain("loud");
        File.ReadAllText(folder["service", "log.jsonl"]).Should().Contain("loud").And.NotContain("quiet");
    }

    [Fact]
    public async Task What_is_said_of_a_run_that_was_removed_makes_no_folder_for_it()
    {
        await WriteAsync(log => log.ForContext("RunId", RunId).Information("late"));

        File.ReadAllText(folder["service", "log.jsonl"]).Should().Contain("late");
        Directory.Exists(folder[RunId]).Should().BeFalse();
    }

    private async Task WriteAsync(Action<Serilog.ILogger> write, params string[] settings)
    {
        var options = ServiceConfiguration.Load(
            new ConfigurationSources("", "service.conf") { Overrides = [.. settings.Append("service.log.file-size-mb=1").Append("service.log.files=2").Select(text => new SetOption(text))] }, 2);
        var log = ServiceLog.Open(folder["service"], folder.Path, verbose: false, options.Log, collector: null);
        write(log);
        await RunLogFile.CloseAsync(log);
    }
}
