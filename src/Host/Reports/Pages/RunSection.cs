using ActorLstm.Actors.Projections;
using ActorLstm.Host.Cli.Displays;
using ActorLstm.Host.Configuration;
using ActorLstm.Host.Reports.Facts;
using ActorLstm.Host.Reports.Plots;
using ActorLstm.Host.Runs;
using ActorLstm.Model.Training;

namespace ActorLstm.Host.Reports.Pages;

/// <summary>A run on a page.</summary>
/// <param name="Label">What it is called.</param>
/// <param name="Facts">What it is.</param>
/// <param name="Notes">What could not be read or measured.</param>
/// <param name="Epochs">Its epochs.</param>
/// <param name="Findings">What its texts say, in words.</param>
/// <param name="ByTemperature">Its texts after the last epoch, by temperature: a row for each seed text.</param>
/// <param name="ByEpoch">How the text of each temperature changed.</param>
/// <param name="MeasuresByEpoch">How what was measured changed.</param>
/// <param name="MeasuresByEpochHeading">What stands above that.</param>
/// <param name="Invented">The words that the corpus lacks, by temperature.</param>
/// <param name="Configuration">Its configuration, whole.</param>
public sealed record RunSection(
    string Label,
    IReadOnlyList<PageFact> Facts,
    IReadOnlyList<string> Notes,
    PageTable Epochs,
    IReadOnlyList<string> Findings,
    IReadOnlyList<TextRow> ByTemperature,
    IReadOnlyList<TextRow> ByEpoch,
    PlotGroup MeasuresByEpoch,
    string MeasuresByEpochHeading,
    IReadOnlyList<PageWords> Invented,
    string Configuration)
{
    /// <summary>Lays a run out.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plots">Draws how the measures change; null where that is not wanted: of a dozen runs it would be a hundred plots.</param>
    internal static RunSection Of(ReportedRun run, PagePlots? plots) => new(
        run.Label,
        [.. FactsOf(run)],
        run.Document is not null && run.Texts.All.Count == 0 ? [.. run.Lacks, "It has no texts."] : run.Lacks,
        RunTables.Epochs(run),
        [.. Reports.Facts.Findings.Of(run.Texts)],
        [.. TextRows.ByTemperature(run.Texts)],
        [.. TextRows.ByEpoch(run.Texts)],
        plots?.Draw(MeasurePlots.AgainstEpoch(run.Texts)) ?? PlotGroup.Empty,
        MeasuresHeading(MeasurePlots.Drawn(run.Texts.Temperatures).Count, run.Texts.Temperatures.Count),
        [.. run.Texts.WithoutCorpus is null ? run.Texts.Temperatures.Select(temperature => PageWords.Of(temperature, run.Texts)) : []],
        run.Configuration);

    private static string MeasuresHeading(int drawn, int temperatures) => $"The measures by epoch{(drawn < temperatures ? $", at {drawn} of the {temperatures:N0} temperatures" : "")}";

    private static IEnumerable<PageFact> FactsOf(ReportedRun run)
    {
        yield return new PageFact("run", run.Stored.Id);
        yield return new PageFact("status", $"{RunOverview.Word(run.Stored.Status)}{(run.Stored.Reason is { } reason ? $": {reason}" : "")}");
        if (run.Document is not { } document)
        {
            yield break;
        }

        yield return new PageFact("name", document.Name);
        if (document.Batch is { } batch)
        {
            yield return new PageFact("batch", $"number {batch.Number} of {batch.Name} ({batch.Id}){string.Concat(batch.Settings.Select(setting => $", {setting.Key} {setting.Value}"))}");
        }

        yield return new PageFact("corpus", $"{document.Corpus.Name}: {document.Corpus.Characters:N0} characters, {document.Corpus.Distinct} distinct, {document.Corpus.Windows:N0} windows, sha256 {document.Corpus.Sha256}");
        if (document.Corpus.Fallback is { } fallback)
        {
            yield return new PageFact("fallback", $"The embedded text stands in. {fallback}");
        }

        yield return new PageFact("network", $"{document.Parameters:N0} parameters");
        yield return new PageFact("seed", $"{document.Seed}");
        yield return new PageFact("device", $"{document.Device} with {RunWords.Counted(document.Threads, "thread")}, {RunWords.Of(document.Kernel ?? KernelKind.Torch)} kernel");
        if (document.Sweep is { } sweep)
        {
            yield return new PageFact("sweep", $"texts from {RunWords.Counted(sweep.Epochs.Count, "checkpoint")} of the run {sweep.Name} ({sweep.Run}): after epoch {string.Join(", ", sweep.Checkpoints.Select(Adopted))}");
        }
        else
        {
            yield return new PageFact("epochs", $"{document.EpochsTrained} of {document.Epochs}{(run.Seconds is { } seconds ? $", {RunWords.Duration(TimeSpan.FromSeconds(seconds))} of training" : "")}");
            if (run.Last is { } last)
            {
                yield return new PageFact("loss", Losses(last.Loss, run.BestLoss) + (last.ValidationLoss is { } loss ? $"; validation {Losses(loss, run.BestValidationLoss)}" : ""));
            }
        }

        foreach (var time in PageFact.Times(document.StartedAt, document.EndedAt))
        {
            yield return time;
        }

        if (document.Resumptions > 0)
        {
            yield return new PageFact("resumed", RunWords.Counted(document.Resumptions, "time"));
        }

        foreach (var drift in document.Drift)
        {
            yield return new PageFact("drift", drift);
        }

        if (document.Machine is { } machine)
        {
            yield return new PageFact("machine", MachineWords.Of(machine));
        }

        yield return new PageFact("versions", string.Join(", ", document.Versions.Select(version => $"{version.Key} {version.Value}")));
    }

    private static string Losses(double last, double? best) => $"last {RunTables.Loss(last)}{(best is not null ? $", best {RunTables.Loss(best)}" : "")}";

    private static string Adopted(AdoptedLine adopted) =>
        $"{adopted.Epoch} (loss {RunTables.Loss(adopted.Loss)}{(adopted.ValidationLoss is { } checkedLoss ? $", validation {RunTables.Loss(checkedLoss)}" : "")})";
}

/// <summary>The invented words of a temperature.</summary>
/// <param name="Heading">The temperature, and how many there are.</param>
/// <param name="Words">The words, those of most texts first.</param>
/// <param name="More">How many more there are.</param>
public sealed record PageWords(string Heading, IReadOnlyList<string> Words, int More)
{
    private const int Most = 80;

    /// <summary>Those after the last epoch.</summary>
    internal static PageWords Of(double temperature, RunTexts texts)
    {
        var words = texts.InventedAt(temperature);
        return new PageWords(
            $"temperature {SettingsText.Of(temperature)}: {RunWords.Counted(words.Count, "word")}",
            [.. words.Take(Most).Select(word => word.Texts > 1 ? $"{word.Word} ×{word.Texts}" : word.Word)],
            Math.Max(0, words.Count - Most));
    }
}
