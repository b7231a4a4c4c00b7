using System.Text.Json.Nodes;
using ActorLstm.Host.Tests.Durability;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model.Devices;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Cli;

/// <summary>The kernel that <c>training.kernel = auto</c> chooses by the processor. The runtime's variables take instructions away from it.</summary>
[Trait("Case", "F4")]
public sealed class KernelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("DOTNET_EnableAVX2", "torch")]
    [InlineData("DOTNET_EnableHWIntrinsic", "torch")]
    [InlineData("DOTNET_EnableAVX512", "fused")]
    public async Task Auto_takes_the_kernel_that_is_faster_on_the_processor_and_doctor_says_why(string without, string kernel)
    {
        RequireVectors();
        var environment = new Dictionary<string, string?> { [without] = "0" };
        FinishedRun.Configure(folder);

        var doctor = JsonNode.Parse((await ActorLstmProcess.RunAsync(["doctor", "--json"], environment)).Output)!;
        var process = await ActorLstmProcess.RunAsync(FinishedRun.Arguments(folder, "--set", "experiment.epochs=1"), environment);

        process.MustBe(0);
        ((bool?)doctor["healthy"], (string?)doctor["kernel"]).Should().Be((true, kernel));
        ((string?)FinishedRun.Of(folder, process).Run["kernel"]).Should().Be(kernel);
        if (kernel == "torch")
        {
            ((string?)doctor["kernel_reason"]).Should().StartWith("torch: the fused kernel is slow without AVX2 and fused multiply-add, and this process has vectors of ");
            process.Error.Should().Contain("note: torch: the fused kernel is slow without AVX2");
            (await ActorLstmProcess.RunAsync(["doctor"], environment)).Output.Should().Contain("slow without AVX2");
        }
        else
        {
            ((string?)doctor["kernel_reason"]).Should().Be("fused: the processor has vectors of 256 bits, fused multiply-add.");
            process.Error.Should().NotContain("note: ");
        }
    }

    [Fact]
    public async Task The_fused_kernel_is_used_where_it_is_requested_with_a_note_and_gives_the_same_numbers()
    {
        RequireVectors();
        var here = await FinishedRun.OfAsync(folder, "--set", "experiment.epochs=1", "--set", "training.kernel=fused");
        var process = await ActorLstmProcess.RunAsync(
            FinishedRun.Arguments(folder, "--set", "experiment.epochs=1", "--set", "training.kernel=fused", "--name", "there"), new Dictionary<string, string?> { ["DOTNET_EnableAVX2"] = "0" });

        process.MustBe(0);
        process.Error.Should().Contain("note: fused: training.kernel names it, but the fused kernel is slow without AVX2");
        here.Process.Error.Should().NotContain("note: ");
        FinishedRun.Called("there", folder["runs"], process).Results.Should().Be(here.Results);
    }

    [Fact]
    public async Task A_run_keeps_its_kernel_on_a_processor_where_auto_would_take_another()
    {
        RequireVectors();
        var experiment = new DurableExperiment(folder, "experiment.epochs=2", "training.batch-size=8");
        var reference = await experiment.ReferenceAsync();
        using (var process = ActorLstmProcess.Start(experiment.Start(folder["runs"])))
        {
            await process.OutputHas("\"event\":\"epoch\",\"epoch\":1,");
            await process.SignalAsync("TERM");
            (await process.WaitAsync()).MustBe(143);
        }

        var resumed = await ActorLstmProcess.RunAsync(DurableExperiment.Resume(folder["runs"]), new Dictionary<string, string?> { ["DOTNET_EnableAVX2"] = "0" });

        resumed.MustBe(0);
        RunImage.Of(DurableExperiment.OnlyRunIn(folder["runs"])).DifferencesFrom(reference).Should().BeEmpty();
    }

    private static void RequireVectors() => Assert.SkipUnless(VectorUnits.Here is { Bits: >= 256, HasMultiplyAdd: true, IsX64: true }, "This processor has no AVX2 to do without.");
}
