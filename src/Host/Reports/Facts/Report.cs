using ActorLstm.Host.Runs.Batches;
using ActorLstm.Model.Measures;

namespace ActorLstm.Host.Reports.Facts;

/// <summary>Everything that a report tells.</summary>
/// <param name="Batches">The batches that it is about.</param>
/// <param name="Runs">The runs that it is about, those of a batch with the best first.</param>
/// <param name="Notes">What a reader should know that concerns no run alone.</param>
internal sealed record Report(IReadOnlyList<StoredBatch> Batches, IReadOnlyList<ReportedRun> Runs, IReadOnlyList<string> Notes)
{
    /// <summary>Of more runs than this, only the first have curves and texts: of more, neither can be told apart.</summary>
    public const int MostDetailed = 12;

    /// <summary>What it is called.</summary>
    public string Title => Batches is [var batch] ? batch.Document!.Name : Runs is [var run] ? run.Name : $"{Runs.Count:N0} runs";

    /// <summary>The runs that have curves and texts.</summary>
    public IReadOnlyList<ReportedRun> Detailed { get; } = [.. Runs.Take(MostDetailed)];

    /// <summary>The settings that differ between the runs.</summary>
    public IReadOnlyList<SettingDifference> Differences { get; } = SettingDifference.Between(Runs);

    /// <summary>Reads runs and measures their texts.</summary>
    public static async Task<Report> ReadAsync(ReportSubjects subjects, RunCorpora corpora, CancellationToken cancellation)
    {
        // The texts of the others are not shown: they are not read either.
        var runs = subjects.Runs.Index().AsParallel().AsOrdered().WithCancellation(cancellation)
            .Select(run => ReportedRun.Read(run.Item, withSamples: run.Index < MostDetailed)).ToArray();
        for (var i = 0; i < runs.Length && i < MostDetailed; i++)
        {
            if (runs[i].Samples.Count > 0)
            {
                runs[i] = runs[i] with { Texts = Measured(runs[i], await corpora.OfAsync(runs[i], cancellation), cancellation) };
            }
        }

        return new Report(subjects.Batches, ReportedRun.Labelled(runs), [.. NotesOn(subjects)]);
    }

    private static RunTexts Measured(ReportedRun run, RunCorpora.Indexed corpus, CancellationToken cancellation) => new(
        [
            .. run.Samples.AsParallel().AsOrdered().WithCancellation(cancellation)
                .Select(sample => new MeasuredText(sample, corpus.Index is { } index ? TextMeasures.Of(sample.Text, index) : null)),
        ],
        corpus.WhyNot);

    private static IEnumerable<string> NotesOn(ReportSubjects subjects)
    {
        if (subjects.Runs.Count > MostDetailed)
        {
            yield return $"Curves and texts are those of the first {MostDetailed} of {subjects.Runs.Count:N0} runs. Name fewer runs to see those of others.";
        }

        if (subjects.Missing.Count > 0)
        {
            const int Most = 10;
            yield return $"Not in this report: {string.Join("; ", subjects.Missing.Take(Most))}{(subjects.Missing.Count > Most ? $"; and {subjects.Missing.Count - Most:N0} more" : "")}.";
        }
    }
}
