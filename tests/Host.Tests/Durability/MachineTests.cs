using System.Text.Json.Nodes;
using ActorLstm.Host.Runs;
using ActorLstm.Host.Tests.Support;
using ActorLstm.Model.Devices;
using ActorLstm.Tests.Support;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Host.Tests.Durability;

/// <summary>
/// A run that is resumed on a machine of another kind. The variables of torch and of the runtime have this machine's processor pass for another one.
/// </summary>
[Trait("Case", "F5")]
public sealed class MachineTests : IDisposable
{
    private static readonly Dictionary<string, string?> NoVectorsOfTorch = new() { ["ATEN_CPU_CAPABILITY"] = "default" };
    private static readonly Dictionary<string, string?> TorchLikeBefore2013 = new() { ["ATEN_CPU_CAPABILITY"] = "avx2" };
    private static readonly Dictionary<string, string?> NarrowVectors = new() { ["DOTNET_EnableAVX512"] = "0" };

    private readonly TemporaryFolder folder = new();

    private string Runs => folder["runs"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_a_run_began_on_is_in_run_json()
    {
        var run = (await FinishedRun.OfAsync(folder, "--set", "experiment.epochs=1")).Run;
        var machine = run["machine"]!;
        ((string?)machine["cpu"]).Should().Be(Machine.Here.Cpu).And.NotBeNullOrWhiteSpace();
        ((int?)machine["vectors"]).Should().Be(VectorUnits.Here.Bits);
        ((string?)machine["torch_capability"]).Should().Be(Machine.Here.TorchCapability);
        ((long?)machine["memory_limit"]).Should().Be(Machine.Here.MemoryLimit);

        var shown = await ActorLstmProcess.RunAsync("show", (string)run["id"]!, "--runs", Runs);
        shown.Output.Should().Contain(Machine.Here.Cpu).And.Contain(ProgramBuild.Current.Version);
        var doctor = JsonNode.Parse((await ActorLstmProcess.RunAsync("doctor", "--json")).Output)!;
        doctor["machine"]!.ToJsonString().Should().Be(machine.ToJsonString());
    }

    // What torch rounds otherwise is told apart by the weights themselves.
    [Fact]
    public async Task With_torch_s_kernel_another_capability_is_drift_because_the_weights_differ()
    {
        Assert.SkipUnless(Machine.Here.TorchCapability is "AVX2" or "AVX512", "Torch has one code path alone on this processor, or does not tell which.");
        var experiment = Experiment("training.kernel=torch");
        var reference = await experiment.ReferenceAsync();
        var elsewhere = await RunAsync(experiment, folder["elsewhere"], NoVectorsOfTorch);
        RunImage.Of(elsewhere).DifferencesFrom(reference).Should().Contain("checkpoints");
        await InterruptAsync(experiment);

        var refused = await ResumeAsync(NoVectorsOfTorch);

        refused.MustBe(2);
        refused.Error.Should().Contain($"torch's CPU capability is DEFAULT, not {Machine.Here.TorchCapability}").And.Contain("the variables of torch and MKL are ATEN_CPU_CAPABILITY=default, not unset").And.Contain("--accept-drift");
        (await ResumeAsync(NoVectorsOfTorch, "--accept-drift")).MustBe(0);
        var run = JsonNode.Parse(File.ReadAllText(Path.Combine(DurableExperiment.OnlyRunIn(Runs), "run.json")))!;
        run["drift"]!.AsArray().Select(drift => (string?)drift).Should().Contain(drift => drift!.Contains("capability is DEFAULT", StringComparison.Ordinal));
        ((string?)run["machine"]!["torch_capability"]).Should().Be("DEFAULT", "that is where it continued");
    }

    [Fact]
    public async Task With_the_fused_kernel_only_a_processor_without_multiply_add_is_drift()
    {
        Assert.SkipUnless(Machine.Here.TorchCapability is "AVX512", "This processor has no AVX-512 to do without.");
        var experiment = Experiment("training.kernel=fused");
        var reference = await experiment.ReferenceAsync();
        await InterruptAsync(experiment);

        var refused = await ResumeAsync(NoVectorsOfTorch);
        refused.MustBe(2);
        refused.Error.Should().Contain("torch's CPU capability is DEFAULT, not AVX512");

        var resumed = await ResumeAsync(new Dictionary<string, string?>(TorchLikeBefore2013.Concat(NarrowVectors)));
        resumed.MustBe(0);
        resumed.Error.Should().Contain("torch's CPU capability is AVX2, not AVX512; this does not change the numbers of the run")
            .And.Contain("vectors have 256 bits, not 512; this does not change the numbers of the run");
        RunImage.Of(DurableExperiment.OnlyRunIn(Runs)).DifferencesFrom(reference).Should().BeEmpty();
    }

    [Fact]
    public async Task Compare_and_the_report_show_what_differs_in_machine_and_program()
    {
        Assert.SkipUnless(VectorUnits.Here.Bits == 512, "This processor has no AVX-512 to do without.");
        var first = (await FinishedRun.OfAsync(folder, "--set", "experiment.epochs=1", "--name", "wide")).Run;
        (await ActorLstmProcess.RunAsync(FinishedRun.Arguments(folder, "--set", "experiment.epochs=1", "--name", "narrow"), NarrowVectors)).MustBe(0);

        var compared = JsonNode.Parse((await ActorLstmProcess.RunAsync("compare", "wide", "narrow", "--json", "--runs", Runs)).Output)!;

        compared["differences"]!.AsArray().Single()!.ToJsonString().Should().Be("""{"path":"machine.vectors","values":["512","256"]}""");
        (await ActorLstmProcess.RunAsync("compare", "wide", "narrow", "--runs", Runs)).Output.Should().Contain("machine.vectors");
        var report = await ActorLstmProcess.RunAsync("report", "wide", "narrow", "--format", "md", "--runs", Runs, "--output", folder["report.md"]);
        report.MustBe(0);
        File.ReadAllText(folder["report.md"]).Should().Contain("machine.vectors").And.Contain((string)first["machine"]!["cpu"]!);
    }

    private DurableExperiment Experiment(string kernel) => new(folder, "experiment.epochs=3", "training.batch-size=2", kernel);

    private static async Task<string> RunAsync(DurableExperiment experiment, string runs, IReadOnlyDictionary<string, string?> environment)
    {
        (await ActorLstmProcess.RunAsync(experiment.Start(runs), environment)).MustBe(0);
        return DurableExperiment.OnlyRunIn(runs);
    }

    private async Task InterruptAsync(DurableExperiment experiment)
    {
        using var process = ActorLstmProcess.Start(experiment.Start(Runs));
        await process.OutputHas("\"event\":\"epoch\",\"epoch\":1,");
        await process.SignalAsync("TERM");
        (await process.WaitAsync()).MustBe(143);
    }

    private Task<ProcessResult> ResumeAsync(IReadOnlyDictionary<string, string?> environment, params string[] more) =>
        ActorLstmProcess.RunAsync([.. DurableExperiment.Resume(Runs), .. more], environment);
}
