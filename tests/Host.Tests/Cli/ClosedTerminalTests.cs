using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

/// <summary>The window that the program runs in is closed.</summary>
[Trait("Case", "F26")]
public sealed class ClosedTerminalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ClosedTerminalTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Terminals are opened as Linux has them.");

    public static TheoryData<string, string> Terminals => [.. from kind in new[] { "xterm", "dumb" } from outputs in new[] { "both", "stdout", "stderr" } select (kind, outputs)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Terminals))]
    public async Task A_run_is_interrupted_and_can_be_resumed_and_closed_again(string kind, string outputs)
    {
        FinishedRun.Configure(folder);
        var run = FinishedRun.Of(folder, await CloseAsync(kind, outputs, "epoch 2/", FinishedRun.Arguments(folder, "--set", "experiment.epochs=100000")));
        run.Process.MustBe(129);
        ((string?)run.Run["status"]).Should().Be("interrupted");
        ((string?)run.Run["reason"]).Should().Be("stopped by SIGHUP (the terminal was closed)");

        var trained = (int)run.Run["epochs_trained"]!;
        (await CloseAsync(kind, outputs, $"epoch {trained + 2}/", ["resume", "small", "--runs", folder["runs"]])).MustBe(129);
        ((string?)run.Run["status"]).Should().Be("interrupted");
        ((int)run.Run["epochs_trained"]!).Should().BeGreaterThan(trained);
        run.Metrics.Select(line => (int)line["epoch"]!).Should().Equal(Enumerable.Range(1, (int)run.Run["epochs_trained"]!));
    }

    [Theory]
    [MemberData(nameof(Terminals))]
    public async Task A_batch_is_interrupted(string kind, string outputs)
    {
        FinishedRun.Configure(folder);
        var batch = folder.Write("batch.conf", File.ReadAllText(folder["small.conf"]).TrimEnd().TrimEnd('}') + "experiment.epochs = 100000\nbatch.matrix { experiment.seed = [1, 2] }\n}");
        (await CloseAsync(kind, outputs, "epoch 2/", ["run", batch, "--runs", folder["runs"]])).MustBe(129);
        var shown = await ActorLstmProcess.RunAsync("list", "--batches", "--runs", folder["runs"], "--json");
        shown.Output.Should().Contain("\"status\":\"interrupted\"");
    }

    [Theory]
    [InlineData("xterm")]
    [InlineData("dumb")]
    public async Task Texts_and_the_service_end_in_order(string kind)
    {
        (await FinishedRun.OfAsync(folder)).Process.MustBe(0);
        (await CloseAsync(kind, "both", "------ temperature", ["sample", "small", "--runs", folder["runs"], "--length", "1000000"])).MustBe(129);
        (await CloseAsync(kind, "both", "listening on", ["serve", "--urls", "http://127.0.0.1:0", "--runs", folder["runs"]])).MustBe(0);
    }

    // What is not written to the terminal is written to a pipe.
    private static async Task<ProcessResult> CloseAsync(string kind, string outputs, string moment, string[] arguments)
    {
        using var terminal = new PseudoTerminal();
        using var process = ActorLstmProcess.Start(arguments, new Dictionary<string, string?> { ["TERM"] = kind }, prefix: terminal.Around(outputs));
        await (outputs == "stdout" ? process.ErrorHas(moment) : terminal.Shows(moment));
        process.HasEnded.Should().BeFalse(terminal.Text);
        terminal.Dispose();
        return await process.WaitAsync();
    }
}
