using ActorLstm.Host.Tests.Support;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Exports;

/// <summary>What is exported, read and computed anew by another program.</summary>
public sealed class PythonTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Numpy_computes_the_logits_of_an_exported_checkpoint()
    {
        var logits = await ExportAsync("the river asks no leave of the stone");
        var check = await Python.RunAsync("check_logits.py", folder["model.safetensors"], logits);
        check.ExitCode.Should().Be(0, check.Output + check.Error);
        check.Output.Should().StartWith("36 characters read, ");
    }

    [Fact]
    public async Task Logits_of_another_text_are_noticed()
    {
        var logits = await ExportAsync("the river asks no leave of the stone");
        await File.WriteAllTextAsync(logits, (await File.ReadAllTextAsync(logits, TestContext.Current.CancellationToken)).Replace("the stone", "the store"), TestContext.Current.CancellationToken);
        (await Python.RunAsync("check_logits.py", folder["model.safetensors"], logits)).ExitCode.Should().Be(1);
    }

    private async Task<string> ExportAsync(string text)
    {
        (await FinishedRun.OfAsync(folder, "--set", "model.layers=2")).Process.MustBe(0);
        (await Export("--output", folder["model.safetensors"])).MustBe(0);
        var logits = await Export("--format", "logits", "--text", text);
        logits.MustBe(0);
        return folder.Write("logits.json", logits.Output);
    }

    private Task<ProcessResult> Export(params string[] options) => ActorLstmProcess.RunAsync(["export", "small", "--runs", folder["runs"], .. options]);
}
