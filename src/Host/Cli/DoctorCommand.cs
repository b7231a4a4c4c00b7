using System.ComponentModel;
using System.Numerics;
using ActorLstm.Host.Runs;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Devices;
using ActorLstm.Model.Kernels;
using ActorLstm.Model.Training;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>doctor</c>: what the program would use on this machine and why, and what is wrong with it.</summary>
internal sealed class DoctorCommand(Terminal terminal, ProcessEnvironment environment) : Command<DoctorCommand.Settings>
{
    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var examined = Examine(settings);
        if (settings.Json)
        {
            terminal.Result(JsonOutput.Line(examined));
        }
        else
        {
            Show(examined);
        }

        return examined.Healthy ? ExitCodes.Done : ExitCodes.Failed;
    }

    private Examination Examine(Settings settings)
    {
        var problems = new List<string>();
        ComputeDevice? device = null;
        KernelChoice? kernel = null;
        Machine? machine = null;
        try
        {
            TorchRuntime.Load();
            device = DeviceSelection.Select("auto");
            kernel = TrainingKernels.Choose(KernelKind.Auto, device);
            machine = Machine.Here;
        }
        catch (TorchUnavailableException fault)
        {
            problems.Add(fault.Message);
        }

        var native = NativeLibraries.Inspect();
        problems.AddRange(native.Problems.Select(problem => problem.ToString()).Except(problems));
        var runsFolder = environment.Store(settings.Runs).Root;
        var disk = RunsDisk.Examine(runsFolder);
        problems.AddRange(disk.Problems);
        var places = CorpusPlaces.FromEnvironment(environment.Variable, environment.Folder);
        return new Examination(
            problems.Count == 0,
            ProgramVersions.All,
            Environment.ProcessorCount,
            Vector<float>.Count * 32,
            VectorUnits.Here.HasMultiplyAdd,
            device?.Name,
            device?.Reason,
            kernel?.Kind,
            kernel?.Reason,
            machine,
            new Natives(native.TorchSharpVersion, native.Backend, native.Platform, native.Libraries, native.SymbolVersions),
            runsFolder,
            disk.IsWritable,
            disk.FreeBytes,
            [.. KnownCorpus.All.Select(corpus => Located(corpus, places))],
            problems);
    }

    private static LocatedCorpus Located(KnownCorpus corpus, CorpusPlaces places)
    {
        var path = places.DataFolders.Append(places.CacheFolder).Select(folder => Path.Combine(folder, corpus.FileName)).FirstOrDefault(File.Exists);
        return new LocatedCorpus(corpus.Name, path ?? corpus.Address.ToString(), path is not null);
    }

    private void Show(Examination examined)
    {
        var table = new NamedValues();
        table.Add("program", $"{ProgramBuild.Current}");
        table.Add("versions", examined.Versions.Select(version => $"{version.Key} {version.Value}"));
        table.Add("threads", $"{examined.Cores}, one for each core that this process may use (training.threads = 0)");
        table.Add("vectors", $"{VectorUnits.Here}");
        if (examined.Machine is { } machine)
        {
            table.Add("machine", MachineWords.Of(machine));
        }

        table.Add("device", examined.DeviceReason ?? "none: torch cannot be loaded");
        table.Add("kernel", examined.KernelReason ?? "none: torch cannot be loaded");
        table.Add("torch", $"TorchSharp {examined.Native.TorchsharpVersion}, backend {examined.Native.Backend}, {examined.Native.Platform}");
        table.Add("libraries", examined.Native.Libraries.Select(Described));
        table.Add("symbol versions", Described(examined.Native.SymbolVersions));
        table.Add("runs", $"{examined.RunsFolder}, {(examined.RunsWritable ? "writable" : "not writable")}{(examined.FreeBytes is { } free ? $", {free / 1e9:F1} GB free" : "")}");
        table.Add("corpora", examined.Corpora.Select(Described).Append("sample: embedded in the program"));
        terminal.Out.Write(table.Rendered);
        terminal.Result(examined.Healthy ? "Nothing is wrong." : $"Wrong:\n{string.Join('\n', examined.Problems)}");
    }

    private static string Described(LocatedCorpus corpus) =>
        $"{corpus.Name}: {(corpus.OnThisMachine ? corpus.Place : $"to be downloaded from {corpus.Place}")}";

    private static string Described(NativeLibraryInfo library) =>
        library.IsLoaded ? $"{library.Name}: {library.LoadedFrom}" : $"{library.Name}: not loaded, {library.FoundAt ?? "not found"}";

    private static string Described(SymbolVersionReport? versions) => versions switch
    {
        null => "not examined on this system",
        { Missing.Count: > 0 } => $"missing: {string.Join(", ", versions.Missing)}",
        { IsPatched: true } => $"all there; {string.Join(", ", versions.Weakened)} was made optional when the program was built",
        _ => "all there",
    };

    internal sealed class Settings : CommandSettings
    {
        [CommandOption(RunsOption.Template)]
        [Description(RunsOption.Description)]
        public string? Runs { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object.")]
        public bool Json { get; init; }
    }

    private sealed record Examination(
        bool Healthy,
        IReadOnlyDictionary<string, string> Versions,
        int Cores,
        int VectorBits,
        bool FusedMultiplyAdd,
        string? Device,
        string? DeviceReason,
        KernelKind? Kernel,
        string? KernelReason,
        Machine? Machine,
        Natives Native,
        string RunsFolder,
        bool RunsWritable,
        long? FreeBytes,
        IReadOnlyList<LocatedCorpus> Corpora,
        IReadOnlyList<string> Problems);

    // The key is torchsharp_version then, one word as in run.json.
    private sealed record Natives(string TorchsharpVersion, string Backend, string Platform, IReadOnlyList<NativeLibraryInfo> Libraries, SymbolVersionReport? SymbolVersions);

    private sealed record LocatedCorpus(string Name, string Place, bool OnThisMachine);
}
