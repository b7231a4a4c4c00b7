using ActorLstm.Host.Runs;
using ActorLstm.Model.Measures;

namespace ActorLstm.Host.Reports.Facts;

/// <summary>The texts of a run, measured.</summary>
/// <param name="All">The texts in the order of epoch, temperature and replica.</param>
/// <param name="WithoutCorpus">Why nothing was measured against the corpus; null where it was.</param>
internal sealed record RunTexts(IReadOnlyList<MeasuredText> All, string? WithoutCorpus)
{
    private readonly ILookup<(int Epoch, double Temperature), MeasuredText> places = All.ToLookup(text => (text.Sample.Epoch, text.Sample.Temperature));

    /// <summary>No texts.</summary>
    public static RunTexts None { get; } = new([], null);

    /// <summary>The epochs after which there are texts, the first first.</summary>
    public IReadOnlyList<int> Epochs { get; } = [.. All.Select(text => text.Sample.Epoch).Distinct().Order()];

    /// <summary>The temperatures, the lowest first.</summary>
    public IReadOnlyList<double> Temperatures { get; } = [.. All.Select(text => text.Sample.Temperature).Distinct().Order()];

    /// <summary>The seed texts where each epoch has several; else none.</summary>
    public IReadOnlyList<string> SeedTexts { get; } = SeveralSeedTexts.Of([.. All.Select(text => text.Sample)]);

    /// <summary>The texts of each of several seed texts by themselves; else all of them together.</summary>
    public IEnumerable<RunTexts> BySeedText => SeedTexts.Count == 0 ? [this] : SeedTexts.Select(seed => new RunTexts([.. All.Where(text => text.Sample.SeedText == seed)], WithoutCorpus));

    /// <summary>The texts after the last epoch that has any.</summary>
    public IEnumerable<MeasuredText> Last => Epochs.Count == 0 ? [] : All.Where(text => text.Sample.Epoch == Epochs[^1]);

    /// <summary>The texts of an epoch and a temperature, by replica.</summary>
    public IEnumerable<MeasuredText> At(int epoch, double temperature) => places[(epoch, temperature)];

    /// <summary>A measure at each temperature, after the last epoch; those where it was not measured are left out.</summary>
    public IReadOnlyList<(double Temperature, Estimate Estimate)> LastEstimates(Measure measure) =>
    [
        .. from temperature in Temperatures
           let estimate = measure.EstimateOf(Last.Where(text => text.Sample.Temperature.Equals(temperature)))
           where estimate is not null
           select (temperature, estimate),
    ];

    /// <summary>The invented words of a temperature after the last epoch, the most frequent first: how many texts have each.</summary>
    public IReadOnlyList<(string Word, int Texts)> InventedAt(double temperature) =>
    [
        .. Last.Where(text => text.Sample.Temperature.Equals(temperature))
            .SelectMany(text => text.Measures?.InventedWords ?? [])
            .CountBy(word => word, StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(word => word.Value)
            .ThenBy(word => word.Key, StringComparer.Ordinal)
            .Select(word => (word.Key, word.Value)),
    ];
}
