using ActorLstm.Model.Measures;

namespace ActorLstm.Host.Reports.Facts;

/// <summary>Everything that a report tells.</summary>
/// <param name="Subjects">What it is about.</param>
/// <param name="Runs">The runs that it is about, those of a batch with the best first.</param>
/// <param name="Notes">What a reader should know that concerns no run alone.</param>
internal sealed record Report(ReportSubjects Subjects, IReadOnlyList<ReportedRun> Runs, IReadOnlyList<string> Notes)
{
    /// <summary>Of more runs than this, only the first have curves and texts on a page: of more, neither can be told apart.</summary>
    public const int MostDetailed = 12;

    private const int MostNamed = 10;

    // Of so many runs a table has the texts of all; of thousands it would take minutes to measure them.
    private const int MostInTable = 200;

    /// <summary>The runs that have curves and texts.</summary>
    public IReadOnlyList<ReportedRun> Detailed { get; } = [.. Runs.Take(MostDetailed)];

    /// <summary>The settings that differ between the runs.</summary>
    public IReadOnlyList<SettingDifference> Differences { get; } = ComparedSettings.Of(Runs).Differences;

    /// <summary>Reads runs and measures their texts.</summary>
    /// <param name="subjects">The runs.</param>
    /// <param name="corpora">Finds what their texts are compared with.</param>
    /// <param name="isOnPage">Whether it is written as a page, where the texts of <see cref="MostDetailed"/> runs have a place, or as a table, which has room for more.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<Report> ReadAsync(ReportSubjects subjects, RunCorpora corpora, bool isOnPage, CancellationToken cancellation)
    {
        var runs = ReportedRun.ComparableFirst(ReportedRun.Read(subjects.Runs, cancellation)).ToArray();
        var measured = MeasuredOf(runs.Length, isOnPage);
        for (var i = 0; i < measured; i++)
        {
            var run = runs[i].InDetail();
            runs[i] = run.Samples.Count == 0 ? run : run with { Texts = Measured(run, await corpora.OfAsync(run, cancellation), cancellation) };
        }

        return new Report(subjects, runs, [.. NotesOn(subjects, measured, isOnPage), .. NotesOn(runs)]);
    }

    /// <summary>Of how many of so many runs, the first, the texts are measured.</summary>
    public static int MeasuredOf(int runs, bool isOnPage) => runs <= (isOnPage ? MostDetailed : MostInTable) ? runs : MostDetailed;

    private static RunTexts Measured(ReportedRun run, RunCorpora.Indexed corpus, CancellationToken cancellation) => new(
        [
            .. run.Samples.AsParallel().AsOrdered().WithCancellation(cancellation)
                .Select(sample => new MeasuredText(sample, corpus.Index is { } index ? TextMeasures.Of(sample.Text, index) : null)),
        ],
        corpus.WhyNot);

    private static IEnumerable<string> NotesOn(IReadOnlyList<ReportedRun> runs)
    {
        foreach (var others in runs.Where(run => run.WhyNotComparable is not null).GroupBy(run => run.WhyNotComparable))
        {
            yield return $"The losses of {string.Join(", ", others.Take(MostNamed).Select(run => run.Label))}{(others.Count() > MostNamed ? $" and {others.Count() - MostNamed:N0} more" : "")} cannot be compared with those of the other runs: {others.Key}.";
        }
    }

    private static IEnumerable<string> NotesOn(ReportSubjects subjects, int measured, bool isOnPage)
    {
        if (subjects.Runs.Count > measured)
        {
            yield return $"{(isOnPage ? "Curves and texts" : "Texts and what was measured of them")} are those of the first {measured:N0} of {subjects.Runs.Count:N0} runs. Name fewer runs to see those of others.";
        }

        if (subjects.Missing.Count > 0)
        {
            const int Most = 10;
            yield return $"Not in this report: {string.Join("; ", subjects.Missing.Take(Most))}{(subjects.Missing.Count > Most ? $"; and {subjects.Missing.Count - Most:N0} more" : "")}.";
        }
    }
}
