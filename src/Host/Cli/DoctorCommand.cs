using System.ComponentModel;
using System.Numerics;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using ActorLstm.Actors.Projections;
using ActorLstm.Host.Runs;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Devices;
using Spectre.Console;
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
            terminal.Result(JsonSerializer.Serialize(examined, RunJson.Line));
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
        try
        {
            TorchRuntime.Load(Environment.ProcessorCount);
            device = DeviceSelection.Select("auto");
        }
        catch (TorchUnavailableException fault)
        {
            problems.Add(fault.Message);
        }

        var native = NativeLibraries.Inspect();
        problems.AddRange(native.Problems.Select(problem => problem.ToString()).Except(problems));
        var store = environment.Store(settings.Runs);
        var places = CorpusPlaces.FromEnvironment(environment.Variable, environment.Folder);
        return new Examination(
            problems.Count == 0,
            ProgramVersions.All,
            Environment.ProcessorCount,
            Vector<float>.Count * 32,
            Fma.IsSupported,
            device?.Name,
            device?.Reason,
            native,
            store.Root,
            FreeBytes(store.Root),
            [.. KnownCorpus.All.Select(corpus => Located(corpus, places))],
            problems);
    }

    private static LocatedCorpus Located(KnownCorpus corpus, CorpusPlaces places)
    {
        var path = places.DataFolders.Append(places.CacheFolder).Select(folder => Path.Combine(folder, corpus.FileName)).FirstOrDefault(File.Exists);
        return new LocatedCorpus(corpus.Name, path ?? corpus.Address.ToString(), path is not null);
    }

    // The folder of the runs may not exist yet: its nearest ancestor that does is on the same disk.
    private static long FreeBytes(string folder)
    {
        var there = new DirectoryInfo(folder);
        while (!there.Exists && there.Parent is { } parent)
        {
            there = parent;
        }

        return new DriveInfo(there.FullName).AvailableFreeSpace;
    }

    private void Show(Examination examined)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumn(new TableColumn("") { NoWrap = true });
        table.AddColumn("");
        Row("versions", string.Join('\n', examined.Versions.Select(version => $"{version.Key} {version.Value}")));
        Row("threads", $"{examined.Cores}, one for each core that this process may use (training.threads = 0)");
        Row("vectors", $"{examined.VectorBits} bits{(examined.FusedMultiplyAdd ? ", fused multiply-add" : "")}");
        Row("device", examined.DeviceReason ?? "none: torch cannot be loaded");
        Row("torch", $"TorchSharp {examined.Native.TorchSharpVersion}, backend {examined.Native.Backend}, {examined.Native.Platform}");
        Row("libraries", string.Join('\n', examined.Native.Libraries.Select(Described)));
        Row("symbol versions", Described(examined.Native.SymbolVersions));
        Row("runs", $"{examined.RunsFolder}, {examined.FreeBytes / 1e9:F1} GB free");
        Row("corpora", string.Join('\n', examined.Corpora.Select(corpus => $"{corpus.Name}: {(corpus.OnThisMachine ? corpus.Place : $"to be downloaded from {corpus.Place}")}").Append("sample: embedded in the program")));
        terminal.Out.Write(table);
        terminal.Result(examined.Healthy ? "Nothing is wrong." : $"Wrong:\n{string.Join('\n', examined.Problems)}");

        void Row(string name, string value) => table.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), new Text(value));
    }

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
        [CommandOption("--runs <DIR>")]
        [Description("The folder of the runs; else $ACTORLSTM_RUNS, else ./runs.")]
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
        NativeLibraryReport Native,
        string RunsFolder,
        long FreeBytes,
        IReadOnlyList<LocatedCorpus> Corpora,
        IReadOnlyList<string> Problems);

    private sealed record LocatedCorpus(string Name, string Place, bool OnThisMachine);
}
