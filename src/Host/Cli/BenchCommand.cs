using System.ComponentModel;
using System.Numerics;
using System.Runtime.InteropServices;
using ActorLstm.Host.Bench;
using ActorLstm.Host.Runs;
using ActorLstm.Model.Corpora;
using ActorLstm.Model.Devices;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorLstm.Host.Cli;

/// <summary><c>bench</c>: how fast the program is on this machine, beside what it is compared with.</summary>
internal sealed class BenchCommand(Terminal terminal, ProcessEnvironment environment, HttpClient http, TimeProvider time) : AsyncCommand<BenchCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var threads = settings.Threads ?? Environment.ProcessorCount;
        TorchRuntime.UseThreads(threads);
        var locator = new CorpusLocator(CorpusPlaces.FromEnvironment(environment.Variable, environment.Folder), http);
        var options = new CorpusOptions { Source = settings.Corpus };
        var corpus = Corpus.Read(await locator.FindAsync(options, cancellationToken), options);
        var folder = Directory.CreateTempSubdirectory("actorlstm-bench-").FullName;
        try
        {
            var scope = new BenchScope(settings.Quick, threads, corpus, folder, time, what => terminal.Message($"measuring {what}"));
            var machine = Machine(threads, Sgemm.Rate(scope));
            if (settings.Scale)
            {
                Show(new ScaleReport(machine, ScaleBench.Measure(scope, cancellationToken)), settings.Json);
                return ExitCodes.Done;
            }

            var rows = await MeasureAsync(scope, settings.WantedRows, cancellationToken);
            Show(new BenchReport(machine, settings.Quick, rows), settings.Json);
            return rows.All(row => row.MustMet) ? ExitCodes.Done : ExitCodes.Failed;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<BenchRow>> MeasureAsync(BenchScope scope, IReadOnlyList<string> wanted, CancellationToken cancellation)
    {
        var rows = new List<BenchRow>();
        if (Wants(TrainingBench.Rows) || Wants([QualityBench.Row]))
        {
            rows.AddRange(TrainingBench.Measure(scope, cancellation));
        }

        if (Wants([QualityBench.Row]))
        {
            rows.Add(QualityBench.Measure(scope, rows[0].Reference / 1e3, cancellation));
        }

        if (Wants(SamplingBench.Rows))
        {
            rows.AddRange(SamplingBench.Measure(scope, cancellation));
        }

        if (Wants([MemoryBench.Row]) && MemoryBench.Measure(scope, cancellation) is { } memory)
        {
            rows.Add(memory);
        }

        if (Wants(RunnerBench.Rows))
        {
            rows.AddRange(await RunnerBench.MeasureAsync(scope, cancellation));
        }

        if (wanted.Contains(ServiceBench.Row)) // It takes as long as all others together, and is measured where it is asked for.
        {
            rows.Add(await ServiceBench.MeasureAsync(scope, cancellation));
        }

        if (ClusterBench.Rows.Any(wanted.Contains))
        {
            rows.AddRange(await ClusterBench.MeasureAsync(scope, cancellation));
        }

        return [.. rows.Where(row => Wants([row.Id]))];

        bool Wants(IEnumerable<string> ids) => wanted.Count == 0 || ids.Any(wanted.Contains);
    }

    private static BenchMachine Machine(int threads, double sgemm) =>
        new(RuntimeInformation.OSDescription, RuntimeInformation.ProcessArchitecture.ToString(), Environment.ProcessorCount, threads, Vector<byte>.Count * 8, Math.Round(sgemm / 1e9, 1), ProgramVersions.All);

    private void Show(BenchReport report, bool json)
    {
        if (json)
        {
            terminal.Result(JsonOutput.Line(report));
            return;
        }

        var table = new TextTable(
            new TextColumn("figure", Least: 20), new TextColumn("compared with", Spare: 1, Least: 10), new TextColumn("", IsNumber: true),
            new TextColumn("here", IsNumber: true), new TextColumn("ratio", IsNumber: true), new TextColumn("spread", IsNumber: true, Spare: 2),
            new TextColumn("must"), new TextColumn("goal"));
        foreach (var row in report.Rows)
        {
            table.Add(
                row.Figure, row.ReferenceName, Number(row.Reference, row.Unit), Number(row.Measured, row.Unit), row.Must.Of(row.Ratio), row.Spread == 0 ? "" : row.Must.Of(row.Spread),
                $"{row.Must} {(row.MustMet ? "met" : "MISSED")}", $"{row.Goal} {(row.GoalMet ? "met" : "missed")}");
        }

        terminal.Out.Write(table);
        foreach (var row in report.Rows.Where(row => row.Note is not null))
        {
            terminal.Result($"{row.Id}: {row.Note}");
        }

        var machine = report.Machine;
        terminal.Result($"{machine.Cores} cores, {machine.Threads} threads, {machine.SgemmGflops} GFLOP/s in torch's matrix product");
    }

    private void Show(ScaleReport report, bool json)
    {
        if (json)
        {
            terminal.Result(JsonOutput.Line(report));
            return;
        }

        var table = new TextTable(
            new TextColumn("what grows"), new TextColumn("", IsNumber: true), new TextColumn("figure"), new TextColumn("", IsNumber: true));
        foreach (var point in report.Points)
        {
            table.Add(point.Scale, $"{point.Size:N0} {point.SizeUnit}", point.Figure, Number(point.Value, point.Unit));
        }

        terminal.Out.Write(table);
    }

    private static string Number(double value, string unit) => $"{(value < 100 ? value.ToString("0.##") : value.ToString("N0"))} {unit}";

    private sealed record BenchMachine(string Os, string Architecture, int Cores, int Threads, int VectorBits, double SgemmGflops, IReadOnlyDictionary<string, string> Versions);

    private sealed record ScaleReport(BenchMachine Machine, IReadOnlyList<ScalePoint> Points);

    private sealed record BenchReport(BenchMachine Machine, bool Quick, IReadOnlyList<BenchRow> Rows);

    internal sealed class Settings : CommandSettings
    {
        private static readonly string[] AllRows = [.. TrainingBench.Rows, QualityBench.Row, .. SamplingBench.Rows, MemoryBench.Row, .. RunnerBench.Rows, ServiceBench.Row, .. ClusterBench.Rows];

        [CommandOption("--rows <ID,...>")]
        [Description("Measure these figures alone, by the ids that --json gives.")]
        public string? Rows { get; init; }

        public IReadOnlyList<string> WantedRows => Rows?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

        [CommandOption("--quick")]
        [Description("Take less than a minute: fewer rounds, and nothing that takes long.")]
        public bool Quick { get; init; }

        [CommandOption("--corpus <NAME>")]
        [Description("The text: nietzsche, which the figures are meant for, or another. time_to_quality means nothing for another.")]
        [DefaultValue("nietzsche")]
        public string Corpus { get; init; } = "nietzsche";

        [CommandOption("--scale")]
        [Description("Measure instead how costs grow with the corpus, the network and the number of texts; about ten minutes.")]
        public bool Scale { get; init; }

        [CommandOption("--threads <N>")]
        [Description("Threads that both sides of a comparison use; else one for each core.")]
        public int? Threads { get; init; }

        [CommandOption("--json")]
        [Description("Print one JSON object.")]
        public bool Json { get; init; }

        public override ValidationResult Validate()
        {
            if (Threads is < 1 or > 1024)
            {
                return ValidationResult.Error($"--threads wants a whole number from 1 to 1024; found {Threads}.");
            }

            return WantedRows.Except(AllRows).FirstOrDefault() is { } unknown
                ? ValidationResult.Error($"--rows knows no figure '{unknown}'; there are: {string.Join(", ", AllRows)}.")
                : ValidationResult.Success();
        }
    }
}
